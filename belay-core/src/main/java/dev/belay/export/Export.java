package dev.belay.export;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.Address;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportResult;
import dev.belay.model.Progress;
import dev.belay.model.Scripts;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.Closeable;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes one moment of a database, a snapshot's or the live one's, in some format. */
public final class Export {
  private final Order order;
  private final Source source;

  /**
   * One moment of a database.
   *
   * @param data what can be exported
   * @param database the database's name
   * @param address where that is or was
   * @param snapshot the snapshot that it is, if it is one
   * @param time the moment
   * @param scripts gives its structure
   */
  public record Source(
      ChunkedDataset data,
      String database,
      Address address,
      Optional<String> snapshot,
      OffsetDateTime time,
      ScriptSource scripts)
      implements Closeable {
    @Override
    public void close() throws IOException {
      data.close();
    }
  }

  /**
   * What is asked for.
   *
   * @param source what is exported
   * @param selection which tables
   * @param profile the profile that chose what the source has; empty for none
   * @param secrets what becomes of columns that must not go out as they are
   * @param backup whether it is to be a backup in one file: structure, secrets and all
   * @param output where to
   * @param tool the program
   */
  public record Order(
      Source source,
      Selection selection,
      String profile,
      Secrets secrets,
      boolean backup,
      Output output,
      String tool) {}

  /** The structure, which may take a while to get. */
  @FunctionalInterface
  public interface ScriptSource {
    Scripts scripts() throws IOException;
  }

  public Export(Order order) {
    this.order = order;
    this.source = order.source();
  }

  /** What would be written, for a format of the caller's own. */
  public static Content content(Order order, Progress progress) {
    Export export = new Export(order);
    List<Table> selected = export.selected();
    return export.content(selected, export.outgoing(), progress);
  }

  /** Writes it: every file whole, or none. */
  public ExportResult run(Progress progress) throws IOException {
    long begun = System.nanoTime();
    OutputWriter writer = new OutputWriter(order.output(), order.backup());
    progress.phase("exporting");
    List<Table> selected = selected();
    Outgoing outgoing = outgoing();
    Content content = content(selected, outgoing, progress);
    OutputWriter.Written written = writer.write(content);
    List<ExportResult.TableCount> counts =
        content.tables().stream()
            .map(t -> new ExportResult.TableCount(t.name(), content.count(t)))
            .toList();
    return new ExportResult(
        source.database(),
        source.snapshot(),
        source.time(),
        written.format(),
        written.files(),
        counts,
        outgoing.leftOut(),
        outgoing.masked(),
        outgoing.included(),
        content.converted(),
        written.bytes(),
        (System.nanoTime() - begun) / 1e9,
        List.of());
  }

  private List<Table> selected() {
    List<Table> selected =
        order.selection().of(source.data().catalog().tables(), "database " + source.database());
    if (selected.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND, "there is no table to export", "leave fewer out");
    }
    return selected;
  }

  private Outgoing outgoing() {
    return new Outgoing(order.secrets(), source.data().structure(), order.backup());
  }

  private Content content(List<Table> selected, Outgoing outgoing, Progress progress) {
    List<ExportTable> tables = selected.stream().map(outgoing::table).toList();
    Facts facts =
        new Facts(
            order.tool(),
            source.database(),
            source.address().display(),
            source.data().catalog().engine(),
            source.data().catalog().version(),
            source.snapshot(),
            source.time(),
            outgoing.leftOut(),
            outgoing.masked(),
            !order.profile().isEmpty()
                || selected.size() < source.data().structure().tables().size(),
            order.profile(),
            onlyRows(selected));
    return new Content(facts, source.data(), tables, remembered(source.scripts()), progress);
  }

  private Map<String, String> onlyRows(List<Table> selected) {
    Map<String, String> rows = new TreeMap<>();
    Map<TableName, String> where = source.data().where();
    for (Table table : selected) {
      String condition = where.get(table.name());
      if (condition != null) {
        rows.put(table.name().toString(), condition);
      }
    }
    return rows;
  }

  private static ScriptSource remembered(ScriptSource source) {
    List<Scripts> known = new ArrayList<>();
    return () -> {
      if (known.isEmpty()) {
        known.add(source.scripts());
      }
      return known.get(0);
    };
  }
}
