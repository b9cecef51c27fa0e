package dev.belay.match;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.DriftCheck;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.Drift;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Dataset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Natural keys as people name them.
 *
 * @param columns the columns of each, by table, with or without its schema; {@code *} stands for
 *     any run of characters
 * @param caseless by table, the columns of the key in which letters that differ in case only are
 *     the same
 */
public record Keys(Map<String, List<String>> columns, Map<TableName, Set<String>> caseless) {
  /** No natural keys: rows are what their ids say. */
  public static final Keys NONE = new Keys(Map.of());

  public Keys {
    columns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    caseless = Map.copyOf(caseless);
  }

  public Keys(Map<String, List<String>> columns) {
    this(columns, Map.of());
  }

  /** The same for a database that says so of these columns. */
  public Keys caseless(Map<TableName, Set<String>> ofTables) {
    return new Keys(columns, ofTables);
  }

  /** The natural key that is named for a table; empty where none is. */
  public List<String> of(Table table) {
    return columns.entrySet().stream()
        .filter(e -> means(e.getKey(), table))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(List.of());
  }

  public boolean none() {
    return columns.isEmpty();
  }

  /** The steps; NOT_FOUND where a name fits nothing, with the nearest one. */
  List<MatchStep> steps(ChunkedDataset source, Dataset live, List<TableName> selected) {
    Map<TableName, MatchPlan.Pair> pairs = new TreeMap<>();
    for (Table table : source.catalog().tables()) {
      Optional<Table> there = live.catalog().table(table.name());
      if (there.isPresent()) {
        pairs.put(
            table.name(), new MatchPlan.Pair(table, there.get(), numbering(there.get(), live)));
      }
    }
    Map<TableName, MatchPlan.Pair> taking = MatchPlan.withTargets(selected, pairs);
    Map<TableName, List<String>> found = find(source.catalog(), live.catalog());
    if (!found.isEmpty()) {
      refuseMisfits(taking.values());
    }
    return MatchPlan.of(taking.values(), found);
  }

  private Map<TableName, List<String>> find(Catalog source, Catalog live) {
    Map<TableName, List<String>> found = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> key : columns.entrySet()) {
      List<Table> named = live.tables().stream().filter(t -> means(key.getKey(), t)).toList();
      if (named.isEmpty()) {
        refusePartitioned(key, live);
        List<String> all = live.tables().stream().map(t -> t.name().toString()).toList();
        throw new BelayException(
            ErrorCode.NOT_FOUND,
            "there is no table %s to match rows of".formatted(key.getKey()),
            hint(key.getKey(), all));
      }
      for (Table table : named) {
        key.getValue().forEach(c -> require(table, c));
        source.table(table.name()).ifPresent(t -> key.getValue().forEach(c -> require(t, c)));
        // Rows are matched by their primary key anyway.
        if (!new HashSet<>(table.key()).equals(new HashSet<>(key.getValue()))) {
          found.put(table.name(), key.getValue());
        }
      }
    }
    return found;
  }

  /** By its own name: a row of a partitioned table may have another partition in the source. */
  private static boolean means(String name, Table table) {
    return names(name, table.inPartitioned(List.of()));
  }

  private static boolean names(String name, Table table) {
    return new Selection(List.of(name), List.of()).names(table);
  }

  private static void refusePartitioned(Map.Entry<String, List<String>> key, Catalog live) {
    List<String> parts =
        live.tables().stream()
            .filter(t -> names(key.getKey(), t))
            .map(t -> t.name().toString())
            .toList();
    if (!parts.isEmpty()) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "%s is partitioned, and a row is matched within its partition only"
              .formatted(key.getKey()),
          "where rows stay in theirs, name the partitions: --key %s=%s"
              .formatted(parts.get(0), String.join(",", key.getValue())));
    }
  }

  private static void require(Table table, String column) {
    List<String> names = MatchPlan.names(table);
    if (!names.contains(column)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "table %s has no column %s to match its rows by".formatted(table.name(), column),
          hint(column, names));
    }
  }

  private static String hint(String name, List<String> all) {
    String question = Nearest.question(name, all).strip();
    return question.isEmpty() ? "belay show SNAPSHOT lists tables and columns" : question;
  }

  /** Whether the database gives a row its key where none is given. */
  private static boolean numbering(Table table, Dataset live) {
    if (live.catalog().engine().equals("sqlite")) {
      return true;
    }
    Set<String> counted = new HashSet<>();
    for (Counter counter : live.counters()) {
      if (counter.table().equals(Optional.of(table.name()))) {
        counted.add(counter.column());
      }
    }
    return table.key().stream()
        .allMatch(
            k -> counted.contains(k) || table.column(k).map(Column::hasDefault).orElse(false));
  }

  /** Rows can only be followed through tables that both sides have alike. */
  private static void refuseMisfits(Collection<MatchPlan.Pair> taking) {
    List<String> misfits =
        taking.stream()
            .flatMap(p -> DriftCheck.compare(p.source(), Optional.of(p.live())).stream())
            .filter(d -> !d.fits())
            .map(Drift::detail)
            .toList();
    if (!misfits.isEmpty()) {
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "references can't be followed, the structures do not fit: " + String.join("; ", misfits),
          "leave tables out with --exclude-table, or bring the structures in line");
    }
  }
}
