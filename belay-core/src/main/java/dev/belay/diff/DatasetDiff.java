package dev.belay.diff;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.DiffResult;
import dev.belay.model.Drift;
import dev.belay.model.ErrorCode;
import dev.belay.model.RowChange;
import dev.belay.model.Selection;
import dev.belay.model.ShortId;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Lanes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Compares two datasets table by table: what would turn {@code to} into {@code from}. */
public final class DatasetDiff {
  private final ChunkedDataset from;
  private final ChunkedDataset to;
  private final DriftCheck.Sides sides;

  public DatasetDiff(ChunkedDataset from, ChunkedDataset to) {
    this.from = from;
    this.to = to;
    this.sides = new DriftCheck.Sides(called(from), called(to));
    String a = from.catalog().engine();
    String b = to.catalog().engine();
    if (!a.equals(b)) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "%s is of %s, %s of %s: only databases of one engine can be compared"
              .formatted(from.name(), a, to.name(), b),
          "export one of them (belay export … --output FILE.json), and compare the file");
    }
  }

  /**
   * Compares the selected tables that both have.
   *
   * @param lanes how many tables at once
   * @param rows takes each row that differs, where wanted; then tables are read one after another,
   *     in the order of their names
   */
  public DiffResult run(Selection selection, int lanes, Optional<Consumer<RowChange>> rows)
      throws IOException {
    List<Table> tables = selected(selection);
    List<Drift> drift = Collections.synchronizedList(new ArrayList<>());
    Map<TableName, DiffResult.TableDiff> found = Collections.synchronizedMap(new TreeMap<>());
    Lanes.each(
        rows.isPresent() ? 1 : lanes,
        tables,
        wanted -> {
          Optional<Table> live = to.catalog().table(wanted.name());
          List<Drift> differences = DriftCheck.compare(wanted, live, sides);
          drift.addAll(differences);
          if (live.isPresent() && comparable(differences)) {
            found.put(wanted.name(), compare(wanted, live.get(), rows));
          }
        });
    drift.addAll(
        DriftCheck.extraTables(
            selection.whole() ? from.structure() : from.catalog(),
            to.structure(),
            selection,
            sides));
    return new DiffResult(from.name(), to.name(), List.copyOf(found.values()), drift);
  }

  /**
   * Compares one table; empty where the other side has none like it.
   *
   * @param table the table as {@code from} has it
   * @param rows takes each row that differs
   */
  public Optional<DiffResult.TableDiff> table(Table table, Consumer<RowChange> rows)
      throws IOException {
    Optional<Table> other = to.catalog().table(table.name());
    return other.isPresent() && comparable(DriftCheck.compare(table, other))
        ? Optional.of(compare(table, other.get(), Optional.of(rows)))
        : Optional.empty();
  }

  private List<Table> selected(Selection selection) {
    return selection.of(from.catalog().tablesBeside(to.catalog()), from.name());
  }

  private static String called(ChunkedDataset side) {
    String name = side.name();
    return name.matches("[0-9a-f]{64}") ? "snapshot " + ShortId.of(name) : name;
  }

  /** Rows can be matched as long as they are identified alike. */
  private static boolean comparable(List<Drift> differences) {
    return differences.stream()
        .noneMatch(
            d ->
                d.kind() == Drift.Kind.KEY_CHANGED
                    || (d.kind() == Drift.Kind.COLUMN_RETYPED && !d.fits()));
  }

  private DiffResult.TableDiff compare(Table wanted, Table live, Optional<Consumer<RowChange>> rows)
      throws IOException {
    List<Column> compared = DriftCheck.common(wanted, live);
    CountingSink sink = new CountingSink(live.withColumns(compared), rows);
    try (ChunkedRows aim = from.chunks(wanted);
        ChunkedRows there = to.chunks(live)) {
      new TableDiff(wanted, live, compared).run(aim, there, sink);
      long total =
          there instanceof LiveChunks read
              ? read.digest().rows()
              : to.digest(live).orElseThrow().rows();
      return sink.result(total);
    }
  }
}
