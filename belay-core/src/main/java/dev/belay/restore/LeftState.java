package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.diff.DriftCheck;
import dev.belay.diff.LiveChunks;
import dev.belay.diff.RowsAfter;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.Mode;
import dev.belay.model.Plan.PlannedTable;
import dev.belay.model.Plan.Reason;
import dev.belay.model.RunRecord;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.ChunkIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of a run as it left them. For those that were asked for this follows from what was
 * there before, the aim and the mode; those that only foreign keys took along, and those whose rows
 * were matched by natural keys, were stored by the run. Columns that the aim does not have are left
 * out.
 */
public final class LeftState implements ChunkedDataset {
  private final RunRecord run;
  private final ChunkedDataset before;
  private final ChunkedDataset aim;
  private final Optional<? extends ChunkedDataset> stored;
  private final Catalog catalog;

  /**
   * @param before the run's safety snapshot
   * @param aim its source
   * @param stored what it stored of what it left
   */
  public LeftState(
      RunRecord run,
      ChunkedDataset before,
      ChunkedDataset aim,
      Optional<? extends ChunkedDataset> stored) {
    this.run = run;
    this.before = before;
    this.aim = aim;
    this.stored = stored;
    Set<TableName> asked = new HashSet<>();
    run.tables().stream()
        .filter(t -> t.reason() == Reason.SELECTED)
        .map(PlannedTable::table)
        .forEach(asked::add);
    List<Table> tables = new ArrayList<>();
    for (Table table : before.catalog().tables()) {
      Optional<Table> wanted = aim.catalog().table(table.name());
      if (asked.contains(table.name()) && wanted.isPresent() && !isStored(table)) {
        tables.add(table.withColumns(DriftCheck.common(wanted.get(), table)));
      }
    }
    stored.ifPresent(s -> tables.addAll(s.catalog().tables()));
    this.catalog =
        new Catalog(
            before.catalog().engine(),
            before.catalog().version(),
            tables,
            before.catalog().settings());
  }

  @Override
  public String name() {
    return "what run " + run.run() + " left";
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public List<Counter> counters() {
    return List.of();
  }

  @Override
  public ChunkedRows chunks(Table table) throws IOException {
    if (isStored(table)) {
      return stored.orElseThrow().chunks(table);
    }
    Table was = before.catalog().table(table.name()).orElseThrow();
    Table wanted = aim.catalog().table(table.name()).orElseThrow();
    return after(
        table.stored(),
        new RowsAfter.Source(was, before.chunks(was)),
        new RowsAfter.Source(wanted, aim.chunks(wanted)),
        new RowsAfter.Source(was, ChunkedRows.NONE),
        run.mode());
  }

  /** Rows after a change, cut into chunks. */
  private static LiveChunks after(
      List<Column> columns,
      RowsAfter.Source before,
      RowsAfter.Source coming,
      RowsAfter.Source going,
      Mode mode)
      throws IOException {
    return new LiveChunks(
        new RowsAfter(columns, before, coming, going, mode),
        RowLayout.of(before.table().withColumns(columns)),
        ChunkIds::of);
  }

  @Override
  public Optional<TableDigest> digest(Table table) {
    return isStored(table) ? stored.orElseThrow().digest(table) : Optional.empty();
  }

  private boolean isStored(Table table) {
    return stored.isPresent() && stored.get().catalog().table(table.name()).isPresent();
  }

  @Override
  public void close() throws IOException {
    before.close();
    aim.close();
    if (stored.isPresent()) {
      stored.get().close();
    }
  }
}
