package dev.belay.export;

import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.List;

/**
 * A table that is written.
 *
 * @param source the table as its database has it
 * @param columns the columns that are written, in the database's order; generated ones never are
 */
public record ExportTable(Table source, List<ExportColumn> columns) {
  public ExportTable {
    columns = List.copyOf(columns);
  }

  public TableName name() {
    return source.name();
  }

  /** The key; empty where the table has none, or where a part of it is not written. */
  public List<String> key() {
    List<String> names = columns.stream().map(ExportColumn::name).toList();
    return names.containsAll(source.key()) ? source.key() : List.of();
  }

  /** Whether every stored column is written, with its own values. */
  public boolean whole() {
    return columns.size() == source.stored().size()
        && columns.stream().noneMatch(ExportColumn::masked);
  }
}
