package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Ids for the rows of files that people wrote without any, where a natural key tells which row is
 * which and the database would give new rows their ids: only so that rows can be told apart until
 * they are matched.
 */
final class MadeIds {
  private final Function<Table, List<String>> keys;
  private final Set<TableName> tables = new HashSet<>();
  private long next;

  /**
   * @param keys the natural key of a table; empty where it has none
   */
  MadeIds(Function<Table, List<String>> keys) {
    this.keys = keys;
  }

  /** The tables whose rows got ids here. */
  Set<TableName> tables() {
    return Set.copyOf(tables);
  }

  /** Whether the database would give rows their id, so that a file could do without. */
  static boolean possible(Table table) {
    return table.key().size() == 1 && isMade(table, table.key().get(0));
  }

  /** The column of the key that a file lacks, if its rows can do without. */
  Optional<Column> of(FileTable head, Table table) {
    List<String> by = keys.apply(table);
    boolean can =
        possible(table)
            && !by.isEmpty()
            && !by.contains(table.key().get(0))
            && FileFit.index(head, table.key().get(0)) < 0;
    if (!can) {
      return Optional.empty();
    }
    tables.add(table.name());
    next = 1;
    return table.column(table.key().get(0));
  }

  private static boolean isMade(Table table, String key) {
    Column column = table.column(key).orElseThrow();
    boolean refers = table.foreignKeys().stream().anyMatch(f -> f.columns().contains(key));
    return !refers
        && column.hasDefault()
        && (column.form() == Form.INTEGER || column.type().equals("uuid"));
  }

  /** The id of the next row: its number, or a uuid that follows from what it holds. */
  Value next(Table table, Column column, List<Value> row) {
    if (column.form() == Form.INTEGER) {
      return new Value.Whole(String.valueOf(next++));
    }
    String text = table.name() + "\n" + row;
    return new Value.Text(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString());
  }
}
