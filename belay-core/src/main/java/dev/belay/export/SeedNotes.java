package dev.belay.export;

import dev.belay.engine.Constraints;
import dev.belay.model.Column;
import dev.belay.model.ForeignKey;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is noted of a table's seeded rows as they are read, to be looked up when all are: values
 * that only one row may have, values that refer and values that are referred to, and how far the
 * table's numbers go.
 */
final class SeedNotes {
  private final Table table;
  private final Constraints constraints;
  private final PrivateDirectory directory;
  private final Map<Constraints.Unique, SeedValues> uniques = new LinkedHashMap<>();
  private final Map<ForeignKey, SeedValues> references = new LinkedHashMap<>();
  private final Map<List<String>, SeedValues> referenced = new LinkedHashMap<>();
  private List<String> numbers = List.of();
  private RowFields fields = new RowFields(List.of());
  private long highest;

  /**
   * @param highest the number that was given out last
   */
  SeedNotes(Table table, Constraints constraints, PrivateDirectory directory, long highest) {
    this.table = table;
    this.constraints = constraints;
    this.directory = directory;
    this.highest = highest;
  }

  /** The references of these keys are looked up, and these columns, which others refer to. */
  void watch(List<ForeignKey> keys, Set<List<String>> targets) throws IOException {
    for (ForeignKey key : keys) {
      references.put(key, new SeedValues(key.columns().size(), directory.inner()));
    }
    for (List<String> target : targets) {
      referenced.put(target, new SeedValues(target.size(), directory.inner()));
    }
  }

  /**
   * Rows come that have these columns.
   *
   * @param counted those that are counted, and so are unique by themselves
   */
  void begin(List<Column> columns, Set<String> counted) throws IOException {
    fields = new RowFields(columns);
    List<String> names = columns.stream().map(Column::name).toList();
    for (Constraints.Unique unique : unique(table, constraints)) {
      if (names.containsAll(unique.columns())
          && unique.columns().stream().noneMatch(counted::contains)) {
        uniques.put(unique, new SeedValues(unique.columns().size(), directory.inner()));
      }
    }
    numbers =
        columns.stream()
            .filter(c -> c.form() == Form.INTEGER)
            .map(Column::name)
            .filter(c -> constraints.starts().containsKey(c) || table.key().equals(List.of(c)))
            .toList();
  }

  /** What only one row of a table may have, its key too. */
  private static List<Constraints.Unique> unique(Table table, Constraints constraints) {
    List<Constraints.Unique> all = new ArrayList<>(constraints.unique());
    if (!table.key().isEmpty() && all.stream().noneMatch(u -> u.columns().equals(table.key()))) {
      all.add(new Constraints.Unique(table.key(), Set.of()));
    }
    return all;
  }

  /**
   * Notes a row.
   *
   * @param at where it stands: its line in the file
   */
  void row(byte[] row, int start, long at) throws IOException {
    fields.at(row, start);
    for (Map.Entry<Constraints.Unique, SeedValues> each : uniques.entrySet()) {
      add(each.getValue(), unique(fields, each.getKey()), at);
    }
    for (Map.Entry<ForeignKey, SeedValues> each : references.entrySet()) {
      add(each.getValue(), fields.all(each.getKey().columns()), at);
    }
    for (Map.Entry<List<String>, SeedValues> each : referenced.entrySet()) {
      add(each.getValue(), fields.all(each.getKey()), at);
    }
    for (String number : numbers) {
      highest = Math.max(highest, fields.number(number).orElse(highest));
    }
  }

  /** The values by which a row collides with another; empty where it can't. */
  private static Optional<List<String>> unique(RowFields row, Constraints.Unique unique) {
    Optional<List<String>> values = row.all(unique.columns());
    return values.map(all -> folded(all, unique));
  }

  private static List<String> folded(List<String> values, Constraints.Unique unique) {
    List<String> folded = new ArrayList<>(values);
    for (int i = 0; i < folded.size(); i++) {
      if (unique.caseless().contains(unique.columns().get(i))) {
        folded.set(i, folded.get(i).toLowerCase(Locale.ROOT));
      }
    }
    return folded;
  }

  private static void add(SeedValues to, Optional<List<String>> values, long at)
      throws IOException {
    if (values.isPresent()) {
      to.add(values.get(), at);
    }
  }

  /** The highest number that stands in a column which is counted otherwise. */
  long highest() {
    return highest;
  }

  /** By what is unique: its values. */
  Map<Constraints.Unique, SeedValues> uniques() {
    return uniques;
  }

  /** The references that have to be looked up. */
  Map<ForeignKey, SeedValues> references() {
    return references;
  }

  /** The values that others refer to. */
  SeedValues referenced(List<String> columns) {
    SeedValues values = referenced.get(columns);
    if (values == null) {
      throw new IllegalStateException(columns + " of " + table.name() + " were not noted");
    }
    return values;
  }
}
