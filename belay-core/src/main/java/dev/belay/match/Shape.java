package dev.belay.match;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.util.List;

/**
 * A line of work: a row as the source has it, and behind it, for each column that may change, the
 * value that it will have.
 *
 * @param table the table as the source has it
 * @param changed the columns that may change
 */
record Shape(Table table, List<String> changed) {
  static Shape of(MatchStep step) {
    return new Shape(step.table(), step.changed());
  }

  int stored() {
    return table.stored().size();
  }

  /** How many fields a line has. */
  int width() {
    return stored() + changed.size();
  }

  /** Where the source's value of a column stands. */
  int source(String column) {
    return MatchPlan.names(table).indexOf(column);
  }

  /** Where the value stands that a column will have. */
  int last(String column) {
    int at = changed.indexOf(column);
    return at < 0 ? source(column) : stored() + at;
  }

  int[] sources(List<String> columns) {
    return columns.stream().mapToInt(this::source).toArray();
  }

  int[] lasts(List<String> columns) {
    return columns.stream().mapToInt(this::last).toArray();
  }

  List<Form> forms(List<String> columns) {
    return columns.stream().map(c -> table.column(c).map(Column::form).orElseThrow()).toList();
  }

  /** A row at the beginning: nothing has changed. */
  byte[][] begin(byte[][] row) {
    byte[][] line = java.util.Arrays.copyOf(row, width());
    for (int i = 0; i < changed.size(); i++) {
      line[stored() + i] = row[source(changed.get(i))];
    }
    return line;
  }

  /** The row as it will be. */
  byte[][] end(byte[][] line) {
    return Fields.pick(line, lasts(MatchPlan.names(table)));
  }

  /** A row's key as people read it: {@code id 5}. */
  String key(byte[][] line) {
    List<String> columns = table.key().isEmpty() ? MatchPlan.names(table) : table.key();
    return text(columns, Fields.pick(line, sources(columns)));
  }

  String text(List<String> columns, byte[][] values) {
    List<Form> forms = forms(columns);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      text.append(columns.get(i)).append(' ').append(Fields.text(forms.get(i), values[i]));
    }
    return text.toString();
  }
}
