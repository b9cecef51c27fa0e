package dev.belay.parquet;

import dev.belay.export.Content;
import dev.belay.export.ExportColumn;
import dev.belay.export.ExportRows;
import dev.belay.export.ExportTable;
import dev.belay.export.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** How a table is written: one plan a column, in their order. */
record TablePlan(ExportTable table, List<ColumnPlan> columns) {
  TablePlan {
    columns = List.copyOf(columns);
  }

  /** What the columns' types ask for; empty where values have to be looked at. */
  static Optional<TablePlan> declared(ExportTable table) {
    List<ColumnPlan> columns = new ArrayList<>();
    for (ExportColumn column : table.columns()) {
      ColumnPlan.declared(column).ifPresent(columns::add);
    }
    return columns.size() == table.columns().size()
        ? Optional.of(new TablePlan(table, columns))
        : Optional.empty();
  }

  /** What has a place for every value, all of which are read for that. */
  static TablePlan surveyed(ExportTable table, Content content) throws IOException {
    List<ColumnSurvey> surveys = table.columns().stream().map(ColumnSurvey::new).toList();
    try (ExportRows rows = content.rows(table)) {
      while (rows.next()) {
        for (int i = 0; i < surveys.size(); i++) {
          surveys.get(i).add(rows.get(i));
        }
      }
    }
    return new TablePlan(table, surveys.stream().map(s -> s.plan(table.name())).toList());
  }

  List<PrimitiveType> types() {
    List<PrimitiveType> types = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      types.add(columns.get(i).carrier().type(table.columns().get(i).name()));
    }
    return types;
  }

  MessageType schema() {
    return new MessageType(table.name().name(), List.<Type>copyOf(types()));
  }

  /** Writes the current row. */
  void write(ExportRows rows, RecordConsumer to) {
    to.startMessage();
    for (int i = 0; i < columns.size(); i++) {
      Value value = rows.get(i);
      if (!(value instanceof Value.Null)) {
        String name = table.columns().get(i).name();
        to.startField(name, i);
        columns.get(i).carrier().write(value, to);
        to.endField(name, i);
      }
    }
    to.endMessage();
  }

  /** Tells which columns are not written as what they are. */
  void tell(Content content) {
    for (int i = 0; i < columns.size(); i++) {
      ColumnPlan plan = columns.get(i);
      if (!plan.why().isEmpty()) {
        content.converted(table, table.columns().get(i), plan.carrier().name(), plan.why());
      }
    }
  }
}
