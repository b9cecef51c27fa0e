package dev.belay.export;

import dev.belay.engine.Change;
import dev.belay.model.Column;
import dev.belay.model.EntityKey;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import dev.belay.rows.RowStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Of what seeds hold, only the rows of one entity and those that refer to them. Rows that are
 * counted get the numbers that the entity has in the database.
 */
final class SeedEntity {
  private final EntityKey only;
  private final Change change;
  private final PrivateDirectory directory;
  private final Map<TableName, ReadyRows> ready = new TreeMap<>();
  private final Map<TableName, List<byte[]>> lines = new HashMap<>();
  private long highest;

  SeedEntity(EntityKey only, Change change, PrivateDirectory directory) {
    this.only = only;
    this.change = change;
    this.directory = directory;
  }

  /**
   * Picks the rows.
   *
   * @param all the rows of all tables
   * @param structure their columns
   * @param counted the tables whose rows have no keys of their own
   * @return the rows of the entity's table and of those that refer to it, directly or not
   */
  Map<TableName, ReadyRows> pick(
      Map<TableName, ReadyRows> all, Map<TableName, Table> structure, Set<TableName> counted)
      throws IOException {
    Table table = table(structure, only.table());
    List<byte[]> own = named(all, table);
    if (counted.contains(only.table())) {
      own = renumbered(table, own);
    }
    put(table, own);
    boolean more = true;
    Set<TableName> open = new HashSet<>(Set.of(only.table()));
    while (more) {
      more = false;
      for (Table child : structure.values()) {
        List<ForeignKey> keys =
            child.foreignKeys().stream()
                .filter(k -> open.contains(k.target()) && !k.target().equals(child.name()))
                .toList();
        if (!keys.isEmpty() && open.add(child.name())) {
          more = true;
          boolean keyed = !counted.contains(child.name()) && !counted.contains(only.table());
          put(child, keyed ? referring(all, structure, child, keys) : List.of());
        }
      }
    }
    return ready;
  }

  /** The highest number that was given to a row; 0 where none was. */
  long highest() {
    return highest;
  }

  private static Table table(Map<TableName, Table> structure, TableName name) {
    Table table = structure.get(name);
    if (table == null) {
      throw new IllegalStateException(name + " is not part of the reset");
    }
    return table;
  }

  private interface Taker {
    void row(byte[] line, RowFields fields);
  }

  private static void each(ReadyRows rows, Table table, Taker taker) throws IOException {
    RowFields fields = new RowFields(table.stored());
    try (LineReader reader = rows.read()) {
      while (reader.next()) {
        byte[] line = Arrays.copyOfRange(reader.buffer(), reader.start(), reader.end());
        taker.row(line, fields.at(line, 0));
      }
    }
  }

  private boolean isOurs(RowFields row) {
    return row.get(only.column()).equals(Optional.of(only.value()));
  }

  private List<byte[]> named(Map<TableName, ReadyRows> all, Table table) throws IOException {
    List<byte[]> found = new ArrayList<>();
    ReadyRows rows = all.get(table.name());
    if (rows != null) {
      each(
          rows,
          table,
          (line, fields) -> {
            if (isOurs(fields)) {
              found.add(line);
            }
          });
    }
    return found;
  }

  private List<byte[]> referring(
      Map<TableName, ReadyRows> all,
      Map<TableName, Table> structure,
      Table child,
      List<ForeignKey> keys)
      throws IOException {
    List<byte[]> found = new ArrayList<>();
    ReadyRows rows = all.get(child.name());
    for (ForeignKey key : keys) {
      Set<List<String>> wanted = values(table(structure, key.target()), key.targetColumns());
      if (rows != null && !wanted.isEmpty()) {
        each(
            rows,
            child,
            (line, fields) -> {
              boolean known = found.stream().anyMatch(f -> Arrays.equals(f, line));
              if (!known && fields.all(key.columns()).filter(wanted::contains).isPresent()) {
                found.add(line);
              }
            });
      }
    }
    return found;
  }

  /** What the picked rows of a table have in these columns. */
  private Set<List<String>> values(Table table, List<String> columns) {
    RowFields fields = new RowFields(table.stored());
    Set<List<String>> values = new HashSet<>();
    for (byte[] line : lines.getOrDefault(table.name(), List.of())) {
      fields.at(line, 0).all(columns).ifPresent(values::add);
    }
    return values;
  }

  /** The numbers of the rows that are there, then new ones. */
  private List<byte[]> renumbered(Table table, List<byte[]> rows) throws IOException {
    Table there = change.catalog().table(table.name()).orElseThrow();
    String key = table.key().get(0);
    RowFields fields = new RowFields(there.stored());
    List<String> numbers = new ArrayList<>();
    long last = 0;
    try (RowStream live = change.rows(there)) {
      while (live.next()) {
        fields.at(live.buffer(), live.start());
        last = Math.max(last, fields.number(key).orElse(0L));
        if (isOurs(fields)) {
          numbers.add(fields.get(key).orElse("0"));
        }
      }
    }
    last = Math.max(last, givenOut(table));
    List<byte[]> renumbered = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String number = i < numbers.size() ? numbers.get(i) : String.valueOf(++last);
      highest = i < numbers.size() ? highest : last;
      renumbered.add(with(table, rows.get(i), key, number));
    }
    return renumbered;
  }

  /** The last number that the table's counter gave out; 0 where it has none. */
  private long givenOut(Table table) throws IOException {
    return change.counters().stream()
        .filter(c -> c.table().equals(Optional.of(table.name())))
        .mapToLong(c -> c.used() ? c.value() : c.value() - 1)
        .max()
        .orElse(0);
  }

  private static byte[] with(Table table, byte[] line, String column, String text) {
    int place = table.stored().stream().map(Column::name).toList().indexOf(column);
    int[] bounds = RowLayout.bounds(line, 0, table.stored().size());
    ByteArrayOutputStream out = new ByteArrayOutputStream(line.length + text.length());
    out.write(line, 0, bounds[place]);
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    out.write(line, bounds[place + 1] - 1, line.length - bounds[place + 1] + 1);
    return out.toByteArray();
  }

  private void put(Table table, List<byte[]> rows) throws IOException {
    RowSorter sorter = new RowSorter(RowLayout.of(table), directory.inner());
    for (byte[] line : rows) {
      sorter.add(line);
    }
    lines.put(table.name(), rows);
    ready.put(table.name(), ReadyRows.of(sorter));
  }
}
