package dev.belay.restore;

import dev.belay.diff.ChunkedRows;
import dev.belay.diff.LiveChunks;
import dev.belay.diff.RowsAfter;
import dev.belay.engine.Change;
import dev.belay.match.MatchedAim;
import dev.belay.model.Catalog;
import dev.belay.model.Mode;
import dev.belay.model.Plan.Reason;
import dev.belay.model.Scripts;
import dev.belay.model.ShortId;
import dev.belay.model.Table;
import dev.belay.repository.Repository;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import dev.belay.snapshot.ChunkIds;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.snapshot.Predecessors;
import dev.belay.snapshot.SnapshotWriter;
import dev.belay.snapshot.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stores, before a run applies anything, what it will leave of the tables that only foreign keys
 * take along, and of those that rules or natural keys made. Of all others that follows from its
 * snapshots; without this nobody could tell later which rows of these changed since.
 */
final class LeftWriter {
  private final RunContext context;

  LeftWriter(RunContext context) {
    this.context = context;
  }

  /** The snapshot's id; empty where the run takes no such table along. */
  Optional<String> write(Order order, Change change, Draft draft) throws IOException {
    List<TableWork> works =
        draft.works().values().stream()
            .filter(w -> w.changes() && (w.reason() != Reason.SELECTED || matched(order, w)))
            // What is staged can only be read one after another. That a foreign key deletes rows of
            // a table and another one clears columns of it is rare; then only the fact will be
            // known.
            .filter(w -> matched(order, w) || w.delete() == 0 || w.insert() + w.update() == 0)
            .toList();
    if (works.isEmpty()) {
      return Optional.empty();
    }
    Repository repository = context.repository();
    try (SnapshotWriter writer =
        new SnapshotWriter(repository, Predecessors.newest(repository, order.name()))) {
      List<Table> tables = new ArrayList<>();
      List<StoredTable> stored = new ArrayList<>();
      for (TableWork work : works) {
        Table table = work.live().withColumns(work.compared());
        tables.add(table);
        try (RowsAfter rows =
            matched(order, work) ? aimed(order, change, work) : taken(change, work, table)) {
          stored.add(store(rows, table, writer.table(table)));
        }
      }
      return Optional.of(
          writer.commit(
              manifest(order, change, tables, stored), Scripts.none(SafetyManifest.ROWS_ONLY)));
    }
  }

  /** Whether the aim of this table is nowhere but in this run. */
  private static boolean matched(Order order, TableWork work) {
    boolean ruled =
        order.ruled().isPresent() && order.ruled().get().changed().contains(work.live().name());
    boolean matched =
        order.aim() instanceof MatchedAim aim && aim.changed().contains(work.live().name());
    return work.reason() == Reason.SELECTED && (ruled || matched);
  }

  private static RowsAfter aimed(Order order, Change change, TableWork work) throws IOException {
    Table wanted = order.aim().catalog().table(work.live().name()).orElseThrow();
    return new RowsAfter(
        work.compared(),
        source(work.live(), change.rows(work.live()), RowLayout.of(work.live())),
        new RowsAfter.Source(wanted, order.aim().chunks(wanted)),
        none(work.live()),
        order.mode());
  }

  private static RowsAfter taken(Change change, TableWork work, Table table) throws IOException {
    RowLayout whole = RowLayout.of(work.live());
    RowLayout compared = RowLayout.of(table);
    boolean goes = work.delete() > 0;
    return new RowsAfter(
        work.compared(),
        source(work.live(), change.rows(work.live()), whole),
        goes ? none(table) : source(table, change.stagedNew(work.live()), compared),
        goes
            ? source(work.live(), change.stagedLive(work.live(), false), whole)
            : none(work.live()),
        Mode.MERGE);
  }

  private static StoredTable store(RowsAfter after, Table table, TableWriter to)
      throws IOException {
    try (LiveChunks rows = new LiveChunks(after, RowLayout.of(table), to::add)) {
      while (rows.next()) {
        // Each chunk is stored as it is named.
      }
    }
    return to.finish();
  }

  private static RowsAfter.Source source(Table table, RowStream rows, RowLayout layout) {
    return new RowsAfter.Source(table, new LiveChunks(rows, layout, ChunkIds::of));
  }

  private static RowsAfter.Source none(Table table) {
    return new RowsAfter.Source(table, ChunkedRows.NONE);
  }

  private Manifest manifest(
      Order order, Change change, List<Table> tables, List<StoredTable> stored) {
    Catalog live = change.catalog();
    return new Manifest(
        Manifest.FORMAT,
        context.tool(),
        context.now(),
        order.name(),
        order.database().address().display(),
        "safety",
        "after %s of %s: what it left".formatted(order.command(), ShortId.of(order.source())),
        order.by(),
        List.of(),
        new Manifest.SelectionNote(
            tables.stream().map(t -> t.name().toString()).toList(), List.of()),
        new Catalog(live.engine(), live.version(), tables, live.settings()),
        stored,
        List.of(),
        SafetyManifest.ROWS_ONLY,
        List.of());
  }
}
