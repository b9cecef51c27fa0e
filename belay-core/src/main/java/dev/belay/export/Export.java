package dev.belay.export;

import dev.belay.diff.ChunkedDataset;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportResult;
import dev.belay.model.ExportRules;
import dev.belay.model.Progress;
import dev.belay.model.Scripts;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.snapshot.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes one moment of a database, a snapshot's or the live one's, in some format. */
public final class Export {
  private final Order order;
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> masked = new ArrayList<>();
  private final List<String> included = new ArrayList<>();

  /**
   * What is asked for.
   *
   * @param data what is exported
   * @param database its database's name
   * @param address where that is
   * @param snapshot the snapshot that it is, if it is one
   * @param time its moment
   * @param scripts gives its structure
   * @param selection which tables
   * @param rules which columns must not go out as they are
   * @param includeSensitive all columns go out all the same, unless they are masked
   * @param maskKey what masked values follow from
   * @param tool the program
   * @param format the format's name; empty for what the output's name tells
   * @param output a file, a directory (with a slash at the end, or one that is there), or {@code -}
   * @param standard standard output
   * @param overwrite whether files may be replaced
   * @param formulaGuard see {@link Format.Options}
   * @param backup whether it is to be a backup in one file: structure and all
   * @param profile the profile that chose what {@code data} has; empty for none
   */
  public record Order(
      ChunkedDataset data,
      String database,
      String address,
      Optional<String> snapshot,
      OffsetDateTime time,
      ScriptSource scripts,
      Selection selection,
      ExportRules rules,
      boolean includeSensitive,
      byte[] maskKey,
      String tool,
      String format,
      String output,
      OutputStream standard,
      boolean overwrite,
      boolean formulaGuard,
      boolean backup,
      String profile) {}

  /** The structure, which may take a while to get. */
  @FunctionalInterface
  public interface ScriptSource {
    Scripts scripts() throws IOException;
  }

  public Export(Order order) {
    this.order = order;
  }

  /** What would be written, for a format of the caller's own. */
  public static Content content(Order order, Progress progress) throws IOException {
    return new Export(order).content(progress);
  }

  /** Writes it: every file whole, or none. */
  public ExportResult run(Progress progress) throws IOException {
    long begun = System.nanoTime();
    Format format = format();
    progress.phase("exporting");
    Content content = content(progress);
    Written written = write(format, content);
    List<ExportResult.TableCount> counts =
        content.tables().stream()
            .map(t -> new ExportResult.TableCount(t.name(), content.count(t)))
            .toList();
    return new ExportResult(
        order.database(),
        order.snapshot(),
        order.time(),
        format.name(),
        written.files(),
        counts,
        leftOut,
        masked,
        included,
        content.converted(),
        written.bytes(),
        (System.nanoTime() - begun) / 1e9,
        List.of());
  }

  private record Written(List<String> files, long bytes) {}

  private Format format() {
    if (!order.format().isEmpty()) {
      return Formats.named(order.format());
    }
    if (order.output().equals("-") || directory()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "the format is missing",
          "say it with --format " + String.join("|", Formats.names()));
    }
    return Formats.of(order.output());
  }

  private boolean directory() {
    return order.output().endsWith("/") || Files.isDirectory(Path.of(order.output()));
  }

  private Content content(Progress progress) throws IOException {
    List<Table> selected =
        order.selection().of(order.data().catalog().tables(), "database " + order.database());
    if (selected.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND, "there is no table to export", "leave fewer out");
    }
    Sensitive.requireKnown(order.rules(), order.data().structure());
    Sensitive sensitive = new Sensitive(order.rules());
    Masks masks =
        new Masks(order.rules().masks(), order.data().structure(), new Pseudonyms(order.maskKey()));
    List<ExportTable> tables = selected.stream().map(t -> table(t, sensitive, masks)).toList();
    Facts facts =
        new Facts(
            order.tool(),
            order.database(),
            order.address(),
            order.data().catalog().engine(),
            order.data().catalog().version(),
            order.snapshot(),
            order.time(),
            leftOut,
            masked,
            !order.profile().isEmpty()
                || selected.size() < order.data().structure().tables().size(),
            order.profile(),
            onlyRows(selected));
    return new Content(facts, order.data(), tables, remembered(order.scripts()), progress);
  }

  private Map<String, String> onlyRows(List<Table> selected) {
    Map<String, String> rows = new TreeMap<>();
    Map<TableName, String> where = order.data().where();
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

  private ExportTable table(Table table, Sensitive sensitive, Masks masks) {
    List<ExportColumn> columns = new ArrayList<>();
    List<Column> stored = table.stored();
    for (int i = 0; i < stored.size(); i++) {
      Column column = stored.get(i);
      String name = table.name() + "." + column.name();
      Optional<Masker> masker = order.backup() ? Optional.empty() : masks.of(table, column);
      boolean secret = !order.backup() && sensitive.is(table, column);
      if (masker.isPresent()) {
        masked.add(name);
        columns.add(new ExportColumn(column, i, masker.get()));
      } else if (secret && !order.includeSensitive()) {
        leftOut.add(name);
      } else {
        if (secret) {
          included.add(name);
        }
        columns.add(new ExportColumn(column, i, Masker.NONE));
      }
    }
    return new ExportTable(table, columns);
  }

  private Written write(Format format, Content content) throws IOException {
    Format.Options options =
        new Format.Options(order.formulaGuard(), order.backup() || format.name().equals("sql"));
    if (order.output().equals("-")) {
      return standard(format, content, options);
    }
    if (directory()) {
      return many(format, content, options);
    }
    requireOneTable(format, content);
    try (OutputFile file = OutputFile.begin(Path.of(order.output()), order.overwrite())) {
      format.write(content, file, options);
      file.finish();
      long bytes = file.publish();
      return new Written(List.of(file.target().toString()), bytes);
    }
  }

  private void requireOneTable(Format format, Content content) {
    if (!format.manyTables() && content.tables().size() > 1) {
      throw new BelayException(
          ErrorCode.USAGE,
          "a %s file holds one table, and here are %d"
              .formatted(format.name(), content.tables().size()),
          "name one with --table, or give a directory: --output DIR/");
    }
  }

  private Written standard(Format format, Content content, Format.Options options)
      throws IOException {
    if (!format.streams()) {
      throw new BelayException(
          ErrorCode.USAGE,
          format.name() + " can't be written to standard output",
          "give a file with --output");
    }
    requireOneTable(format, content);
    format.write(
        content,
        new Destination() {
          @Override
          public OutputStream stream() {
            return order.standard();
          }

          @Override
          public Path file() {
            throw new IllegalStateException(format.name() + " said that it streams");
          }
        },
        options);
    order.standard().flush();
    return new Written(List.of(), 0);
  }

  /** One file a table, and the summary: nothing has its name before everything is written. */
  private Written many(Format format, Content content, Format.Options options) throws IOException {
    Path directory = Path.of(order.output());
    makeDirectory(directory);
    List<OutputFile> files = new ArrayList<>();
    try (PrivateDirectory workshop = OutputFile.workshop(directory, directory)) {
      List<Path> targets = new ArrayList<>();
      for (ExportTable table : content.tables()) {
        targets.add(directory.resolve(FileName.of(table.name()) + "." + format.suffixes().get(0)));
      }
      Path summary = directory.resolve("summary.json");
      targets.forEach(t -> OutputFile.requireFree(t.toAbsolutePath(), order.overwrite()));
      OutputFile.requireFree(summary.toAbsolutePath(), order.overwrite());
      for (int i = 0; i < targets.size(); i++) {
        OutputFile file = OutputFile.begin(targets.get(i), order.overwrite(), workshop);
        files.add(file);
        format.write(content.only(content.tables().get(i)), file, options);
        file.finish();
      }
      OutputFile last = OutputFile.begin(summary, order.overwrite(), workshop);
      files.add(last);
      last.stream()
          .write(
              Json.MAPPER
                  .writerWithDefaultPrettyPrinter()
                  .writeValueAsBytes(Summary.of(format.name(), content, targets)));
      last.finish();
      long bytes = 0;
      for (OutputFile file : files) {
        bytes += file.publish();
      }
      return new Written(files.stream().map(f -> f.target().toString()).toList(), bytes);
    } finally {
      for (OutputFile file : files) {
        file.close();
      }
    }
  }

  private static void makeDirectory(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().normalize().getParent();
    if (!Files.isDirectory(directory) && (parent == null || !Files.isDirectory(parent))) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no directory " + parent + " for " + directory,
          "make the directory first");
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new BelayException(
          ErrorCode.REFUSED, directory + " is there and is no directory", "choose another name");
    }
    Files.createDirectories(directory);
  }
}
