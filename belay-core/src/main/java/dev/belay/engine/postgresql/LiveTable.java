package dev.belay.engine.postgresql;

import dev.belay.model.Column;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.List;
import java.util.Map;

/**
 * A table as the server has it.
 *
 * @param table what all engines say of it
 * @param oid its number in this database
 * @param columns its columns, generated ones included
 * @param keyEquality for each key column the operator that its index calls equal, written with its
 *     schema
 * @param bytes about how much room its rows take
 * @param extension the extension whose configuration it holds; empty for a user's own table
 */
record LiveTable(
    Table table,
    long oid,
    Map<String, LiveColumn> columns,
    List<String> keyEquality,
    long bytes,
    String extension) {
  /** The same table with the columns that it has there, which may be fewer. */
  LiveTable with(Table other) {
    return new LiveTable(other, oid, columns, keyEquality, bytes, extension);
  }

  TableName name() {
    return table.name();
  }

  String sql() {
    return Sql.name(table.name());
  }

  LiveColumn column(Column column) {
    return column(column.name());
  }

  LiveColumn column(String column) {
    LiveColumn found = columns.get(column);
    if (found == null) {
      throw new IllegalArgumentException(name() + " has no column " + column);
    }
    return found;
  }

  List<LiveColumn> stored() {
    return table.stored().stream().map(this::column).toList();
  }

  List<LiveColumn> key() {
    return table.key().stream().map(this::column).toList();
  }
}
