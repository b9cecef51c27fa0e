package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.RowChange.Cell;
import dev.belay.model.RowChange.Kind;
import dev.belay.model.RowChange.Value;
import dev.belay.model.RowLog;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.FieldText;
import dev.belay.rows.KeyText;
import dev.belay.rows.RowLayout;
import dev.belay.snapshot.RowFinder;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Follows one row through the snapshots of a database. */
final class Log {
  private final Workspace workspace;
  private final RowFinder finder = new RowFinder();
  private final List<RowLog.Entry> entries = new ArrayList<>();
  private @Nullable TableName table;
  private Optional<Map<String, Optional<String>>> state = Optional.empty();
  private @Nullable OffsetDateTime seen;
  private int snapshots;
  private final Set<String> tables = new TreeSet<>();

  Log(Workspace workspace) {
    this.workspace = workspace;
  }

  RowLog of(String database, String tableText, String key, Progress progress) throws IOException {
    String name = name(database);
    List<RunRecord> runs =
        workspace.history().all().stream()
            .filter(r -> r.database().equals(name) && r.outcome() == RunOutcome.COMMITTED)
            .toList();
    progress.phase("reading");
    for (SnapshotSummary summary : oldestFirst(name)) {
      progress.stopIfCancelled();
      look(summary, tableText, key, runs);
    }
    TableName found = table;
    if (found == null) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "no snapshot of %s has a table %s.%s"
              .formatted(name, tableText, Nearest.question(tableText, tables)),
          "run: belay show latest:" + name);
    }
    return new RowLog(name, found, key, snapshots, entries);
  }

  /** A name that only snapshots know stands for itself. */
  private String name(String database) {
    try {
      return workspace.databases().find(database).name();
    } catch (BelayException e) {
      return database;
    }
  }

  private List<SnapshotSummary> oldestFirst(String name) throws IOException {
    List<SnapshotSummary> found = new ArrayList<>();
    workspace.snapshots().list(ListRequest.of(name), found::add);
    Collections.reverse(found);
    return found;
  }

  private void look(SnapshotSummary summary, String tableText, String key, List<RunRecord> runs)
      throws IOException {
    SnapshotDataset snapshot = workspace.snapshots().open(summary.snapshot());
    snapshot.catalog().tables().forEach(t -> tables.add(t.name().toString()));
    List<Table> meant = meant(snapshot.catalog().tables(), tableText);
    if (meant.isEmpty() && !meant(snapshot.structure().tables(), tableText).isEmpty()) {
      return; // the rows of this table were left out
    }
    if (meant.stream().anyMatch(t -> someLeftOut(snapshot, t))) {
      return; // that the row or a value is not here says nothing
    }
    meant.stream().findFirst().ifPresent(t -> table = called(t, tableText));
    if (table == null) {
      return;
    }
    snapshots++;
    Optional<Table> there = holder(snapshot, meant, key);
    Optional<Map<String, Optional<String>>> now = there.flatMap(t -> row(finder, snapshot, t, key));
    if (!now.equals(state)) {
      RowChange change = change(there, key, state, now);
      entries.add(new RowLog.Entry(summary, change, cause(summary, there, key, now, runs)));
      state = now;
    }
    seen = summary.time();
  }

  private static boolean someLeftOut(SnapshotDataset snapshot, Table table) {
    return snapshot.manifest().where().containsKey(table.name())
        || snapshot.manifest().selection().excludeColumns().keySet().stream()
            .anyMatch(table.name()::matches);
  }

  /** The table of that name; of a partitioned one, its partitions. */
  private static List<Table> meant(List<Table> tables, String text) {
    return tables.stream()
        .filter(t -> t.name().matches(text))
        .findFirst()
        .map(List::of)
        .orElseGet(() -> tables.stream().filter(t -> whole(t, text).isPresent()).toList());
  }

  private static Optional<TableName> whole(Table table, String text) {
    return table.partitionOf().stream().filter(name -> name.matches(text)).findFirst();
  }

  private static TableName called(Table table, String text) {
    return table.name().matches(text) ? table.name() : whole(table, text).orElse(table.name());
  }

  /** The one of them that has the row; any of them where none has. */
  private Optional<Table> holder(SnapshotDataset snapshot, List<Table> meant, String key) {
    return meant.size() == 1
        ? Optional.of(meant.get(0))
        : meant.stream()
            .filter(t -> row(finder, snapshot, t, key).isPresent())
            .findFirst()
            .or(() -> meant.stream().findFirst());
  }

  /** The row's columns and their values; empty where it is not there. */
  private static Optional<Map<String, Optional<String>>> row(
      RowFinder finder, SnapshotDataset snapshot, Table table, String key) {
    for (byte[] wanted : KeyText.rows(table, key)) {
      Optional<byte[]> line = finder.find(snapshot, table, wanted);
      if (line.isPresent()) {
        return Optional.of(values(table, line.get()));
      }
    }
    return Optional.empty();
  }

  private static Map<String, Optional<String>> values(Table table, byte[] line) {
    List<Column> columns = table.stored();
    int[] bounds = RowLayout.bounds(line, 0, columns.size());
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      values.put(column.name(), FieldText.of(column.form(), line, bounds[i], bounds[i + 1] - 1));
    }
    return values;
  }

  private RowChange change(
      Optional<Table> structure,
      String key,
      Optional<Map<String, Optional<String>>> before,
      Optional<Map<String, Optional<String>>> after) {
    Kind kind = before.isEmpty() ? Kind.INSERT : after.isEmpty() ? Kind.DELETE : Kind.UPDATE;
    Map<String, Optional<String>> old = before.orElse(Map.of());
    Map<String, Optional<String>> now = after.orElse(Map.of());
    Map<String, Optional<String>> all = new LinkedHashMap<>(now);
    old.forEach(all::putIfAbsent);
    List<Cell> cells = new ArrayList<>();
    for (String column : all.keySet()) {
      Optional<String> was = old.getOrDefault(column, Optional.empty());
      Optional<String> is = now.getOrDefault(column, Optional.empty());
      boolean same = old.containsKey(column) == now.containsKey(column) && was.equals(is);
      if (!same) {
        cells.add(new Cell(column, was, is));
      }
    }
    List<Value> identity =
        structure.map(Table::key).orElse(List.of()).stream()
            .map(column -> new Value(column, all.getOrDefault(column, Optional.of(key))))
            .toList();
    return new RowChange(java.util.Objects.requireNonNull(table), kind, identity, cells);
  }

  /** The last run since the snapshot before whose source has the row as it is now. */
  private Optional<String> cause(
      SnapshotSummary summary,
      Optional<Table> there,
      String key,
      Optional<Map<String, Optional<String>>> now,
      List<RunRecord> runs) {
    OffsetDateTime since = seen;
    if (since == null || there.isEmpty()) {
      return Optional.empty();
    }
    return runs.stream()
        .filter(r -> r.finished().isPresent())
        .filter(r -> !r.finished().get().isBefore(since))
        .filter(r -> !r.finished().get().isAfter(summary.time()))
        .filter(r -> r.tables().stream().anyMatch(t -> t.table().equals(there.get().name())))
        .filter(r -> asIn(r.source(), there.get().name(), key, now))
        .map(RunRecord::run)
        .findFirst();
  }

  private boolean asIn(
      String source, TableName name, String key, Optional<Map<String, Optional<String>>> now) {
    try {
      SnapshotDataset snapshot = workspace.snapshots().open(source);
      Optional<Table> stored = snapshot.catalog().table(name);
      return stored.isPresent() && row(new RowFinder(), snapshot, stored.get(), key).equals(now);
    } catch (BelayException | IOException e) {
      return false; // its source is gone: nobody can say
    }
  }
}
