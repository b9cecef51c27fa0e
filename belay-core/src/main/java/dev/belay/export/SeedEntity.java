package dev.belay.export;

import dev.belay.engine.Change;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.EntityKey;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.FieldText;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final Path directory;
  private final Map<TableName, FileAim.Ready> ready = new TreeMap<>();
  private final Map<TableName, List<byte[]>> lines = new HashMap<>();
  private long highest;

  SeedEntity(EntityKey only, Change change, Path directory) {
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
  Map<TableName, FileAim.Ready> pick(
      Map<TableName, FileAim.Ready> all, Map<TableName, Table> structure, Set<TableName> counted)
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
          boolean own2 = !counted.contains(child.name()) && !counted.contains(only.table());
          put(child, own2 ? referring(all, structure, child, keys) : List.of());
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

  private static int place(Table table, String column) {
    return table.stored().stream().map(Column::name).toList().indexOf(column);
  }

  private interface Taker {
    void row(byte[] line, int[] bounds);
  }

  private static void each(FileAim.Ready rows, Table table, Taker taker) throws IOException {
    try (LineReader reader = new LineReader(rows.rows())) {
      while (reader.next()) {
        byte[] line = Arrays.copyOfRange(reader.buffer(), reader.start(), reader.end());
        taker.row(line, RowLayout.bounds(line, 0, table.stored().size()));
      }
    }
  }

  private static Optional<String> field(Table table, byte[] line, int[] bounds, int place) {
    return place < 0
        ? Optional.empty()
        : FieldText.of(
            table.stored().get(place).form(), line, bounds[place], bounds[place + 1] - 1);
  }

  private List<byte[]> named(Map<TableName, FileAim.Ready> all, Table table) throws IOException {
    List<byte[]> found = new ArrayList<>();
    int place = place(table, only.column());
    FileAim.Ready rows = all.get(table.name());
    if (rows != null) {
      each(
          rows,
          table,
          (line, bounds) -> {
            if (field(table, line, bounds, place).equals(Optional.of(only.value()))) {
              found.add(line);
            }
          });
    }
    return found;
  }

  private List<byte[]> referring(
      Map<TableName, FileAim.Ready> all,
      Map<TableName, Table> structure,
      Table child,
      List<ForeignKey> keys)
      throws IOException {
    List<byte[]> found = new ArrayList<>();
    FileAim.Ready rows = all.get(child.name());
    for (ForeignKey key : keys) {
      Table parent = table(structure, key.target());
      Set<List<Optional<String>>> wanted = new HashSet<>();
      for (byte[] line : lines.getOrDefault(parent.name(), List.of())) {
        wanted.add(fields(parent, line, key.targetColumns()));
      }
      if (rows != null && !wanted.isEmpty()) {
        each(
            rows,
            child,
            (line, bounds) -> {
              boolean known = found.stream().anyMatch(f -> Arrays.equals(f, line));
              if (!known && wanted.contains(fields(child, line, key.columns()))) {
                found.add(line);
              }
            });
      }
    }
    return found;
  }

  private static List<Optional<String>> fields(Table table, byte[] line, List<String> columns) {
    int[] bounds = RowLayout.bounds(line, 0, table.stored().size());
    return columns.stream().map(c -> field(table, line, bounds, place(table, c))).toList();
  }

  /** The numbers of the rows that are there, then new ones. */
  private List<byte[]> renumbered(Table table, List<byte[]> rows) throws IOException {
    Table there = change.catalog().table(table.name()).orElseThrow();
    int key = place(there, table.key().get(0));
    int column = place(there, only.column());
    List<String> numbers = new ArrayList<>();
    long last = 0;
    try (RowStream live = change.rows(there)) {
      while (live.next()) {
        byte[] line = live.buffer();
        int[] bounds = RowLayout.bounds(line, live.start(), there.stored().size());
        String number = field(there, line, bounds, key).orElse("0");
        last = Math.max(last, number.matches("[0-9]{1,18}") ? Long.parseLong(number) : 0);
        if (field(there, line, bounds, column).equals(Optional.of(only.value()))) {
          numbers.add(number);
        }
      }
    }
    for (Counter counter : change.counters()) {
      if (counter.table().equals(Optional.of(table.name()))) {
        last = Math.max(last, counter.used() ? counter.value() : counter.value() - 1);
      }
    }
    List<byte[]> renumbered = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String number = i < numbers.size() ? numbers.get(i) : String.valueOf(++last);
      highest = i < numbers.size() ? highest : last;
      renumbered.add(with(table, rows.get(i), place(table, table.key().get(0)), number));
    }
    return renumbered;
  }

  private static byte[] with(Table table, byte[] line, int place, String text) {
    int[] bounds = RowLayout.bounds(line, 0, table.stored().size());
    ByteArrayOutputStream out = new ByteArrayOutputStream(line.length + text.length());
    out.write(line, 0, bounds[place]);
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    out.write(line, bounds[place + 1] - 1, line.length - bounds[place + 1] + 1);
    return out.toByteArray();
  }

  private void put(Table table, List<byte[]> rows) throws IOException {
    RowLayout layout = RowLayout.of(table);
    List<byte[]> sorted = new ArrayList<>(rows);
    sorted.sort((a, b) -> layout.compare(a, 0, a.length, b, 0, b.length));
    Path file = Files.createTempFile(directory, "only", "");
    TableDigest.Sum sum = new TableDigest.Sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] line : sorted) {
      out.writeBytes(line);
      sum.addLine(line, 0, line.length);
    }
    Files.write(file, out.toByteArray());
    lines.put(table.name(), sorted);
    ready.put(table.name(), new FileAim.Ready(file, sum.total()));
  }
}
