package dev.belay.restore;

import dev.belay.diff.DiffSink;
import dev.belay.engine.Change;
import dev.belay.engine.Change.Reference;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.EntityKey;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.CopyText;
import dev.belay.rows.FieldText;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of one entity and all that hang on it by foreign keys, among some tables: what a reset
 * of just that entity may touch. Their keys are held in memory.
 */
final class Entity {
  /** More values than that are not searched for the one that was meant. */
  private static final int SEARCHED = 50_000;

  private final Change change;
  private final EntityKey key;
  private final Map<TableName, Table> tables = new HashMap<>();
  private final Map<TableName, Set<String>> rows = new HashMap<>();
  private final Set<String> values = new HashSet<>();

  private Entity(Change change, EntityKey key, List<Table> some) {
    this.change = change;
    this.key = key;
    some.forEach(t -> tables.put(t.name(), t));
  }

  /** Rows of a table that belong to it, as whole lines. */
  private record Found(Table table, List<byte[]> lines) {}

  /** Finds it among these tables. */
  static Entity find(Change change, References references, EntityKey key, List<Table> tables)
      throws IOException {
    Entity entity = new Entity(change, key, tables);
    Deque<Found> open = new ArrayDeque<>();
    open.add(entity.named());
    while (!open.isEmpty()) {
      Found parents = open.pop();
      for (Reference reference : references.to(parents.table().name())) {
        Table child = entity.tables.get(reference.child().name());
        if (child != null && !parents.lines().isEmpty()) {
          open.add(entity.referring(child, reference, parents));
        }
      }
    }
    return entity;
  }

  /** Whether there is such a row at all. */
  boolean exists() {
    return !rows.getOrDefault(key.table(), Set.of()).isEmpty();
  }

  /** REFUSED: there is none. */
  BelayException missing() {
    return new BelayException(
        ErrorCode.REFUSED,
        "no row of %s has %s = %s, and the seed has none%s"
            .formatted(
                key.table(), key.column(), key.value(), Nearest.question(key.value(), values)),
        "nothing was changed; --only takes TABLE.COLUMN=VALUE, the value exactly as it is stored");
  }

  private Found named() throws IOException {
    Table table = table(key.table());
    List<Integer> place = places(table, List.of(key.column()));
    Column column = table.stored().get(place.get(0));
    List<byte[]> lines = new ArrayList<>();
    each(
        table,
        (line, bounds) -> {
          Optional<String> value =
              FieldText.of(column.form(), line, bounds[place.get(0)], bounds[place.get(0) + 1] - 1);
          if (value.equals(Optional.of(key.value()))) {
            take(table, line, bounds, lines);
          } else if (values.size() < SEARCHED) {
            value.ifPresent(values::add);
          }
        });
    return new Found(table, lines);
  }

  private Found referring(Table child, Reference reference, Found parents) throws IOException {
    List<Integer> targets = places(parents.table(), reference.key().targetColumns());
    Set<String> wanted = new HashSet<>();
    for (byte[] line : parents.lines()) {
      wanted.add(text(line, bounds(parents.table(), line), targets));
    }
    List<Integer> own = places(child, reference.key().columns());
    List<byte[]> lines = new ArrayList<>();
    each(
        child,
        (line, bounds) -> {
          if (wanted.contains(text(line, bounds, own))) {
            take(child, line, bounds, lines);
          }
        });
    return new Found(child, lines);
  }

  private void take(Table table, byte[] line, int[] bounds, List<byte[]> lines) {
    String key = text(line, bounds, identity(table, table.stored()));
    if (rows.computeIfAbsent(table.name(), t -> new HashSet<>()).add(key)) {
      lines.add(line);
    }
  }

  private Table table(TableName name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new IllegalStateException(name + " is not selected");
    }
    return table;
  }

  /** Takes a row and where its fields begin. */
  private interface Taker {
    void row(byte[] line, int[] bounds) throws IOException;
  }

  private void each(Table table, Taker taker) throws IOException {
    try (RowStream stream = change.rows(table)) {
      while (stream.next()) {
        byte[] line = Arrays.copyOfRange(stream.buffer(), stream.start(), stream.end());
        taker.row(line, bounds(table, line));
      }
    }
  }

  private static int[] bounds(Table table, byte[] line) {
    return RowLayout.bounds(line, 0, table.stored().size());
  }

  private static List<Integer> places(Table table, List<String> columns) {
    List<String> names = table.stored().stream().map(Column::name).toList();
    return columns.stream().map(names::indexOf).toList();
  }

  private static List<Integer> identity(Table table, List<Column> columns) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (table.key().isEmpty() || table.key().contains(columns.get(i).name())) {
        places.add(i);
      }
    }
    return places;
  }

  /** Some fields as one text; a NULL among those of a reference refers to nothing. */
  private static String text(byte[] line, int[] bounds, List<Integer> places) {
    StringBuilder text = new StringBuilder();
    for (int place : places) {
      int from = bounds[place];
      int to = bounds[place + 1] - 1;
      text.append(
          CopyText.isNull(line, from, to)
              ? "\\N"
              : new String(line, from, to - from, StandardCharsets.ISO_8859_1));
      text.append('\t');
    }
    return text.toString();
  }

  /** Lets only the entity's rows be changed or deleted. */
  DiffSink only(Table table, List<Column> compared, DiffSink sink) {
    Set<String> own = rows.getOrDefault(table.name(), Set.of());
    List<Integer> places = identity(table, compared);
    return new DiffSink() {
      private boolean belongs(byte[] line, int from) {
        return own.contains(text(line, RowLayout.bounds(line, from, compared.size()), places));
      }

      @Override
      public void insert(byte[] aim, int from, int to) throws IOException {
        sink.insert(aim, from, to);
      }

      @Override
      public void update(byte[] aim, int from, int to, byte[] live, int liveFrom, int liveTo)
          throws IOException {
        if (!belongs(live, liveFrom)) {
          throw new BelayException(
              ErrorCode.REFUSED,
              "a row of %s that has the seed's key for %s is another one now"
                  .formatted(table.name(), key),
              "nothing was changed; reset the whole table, or mend that row by hand");
        }
        sink.update(aim, from, to, live, liveFrom, liveTo);
      }

      @Override
      public void delete(byte[] live, int from, int to) throws IOException {
        if (belongs(live, from)) {
          sink.delete(live, from, to);
        } else {
          sink.same(live, from, to);
        }
      }

      @Override
      public void same(byte[] live, int from, int to) throws IOException {
        sink.same(live, from, to);
      }
    };
  }

  /** Counts the rows of a table in which no column of a reference is NULL. */
  static long referring(Change change, Reference reference) throws IOException {
    Table child = reference.child();
    List<Integer> places = places(child, reference.key().columns());
    long count = 0;
    try (RowStream stream = change.rows(child)) {
      while (stream.next()) {
        byte[] line = stream.buffer();
        int[] bounds = RowLayout.bounds(line, stream.start(), child.stored().size());
        boolean refers =
            places.stream()
                .noneMatch(p -> p < 0 || CopyText.isNull(line, bounds[p], bounds[p + 1] - 1));
        count += refers ? 1 : 0;
      }
    }
    return count;
  }
}
