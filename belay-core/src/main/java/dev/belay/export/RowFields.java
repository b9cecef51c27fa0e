package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.rows.FieldText;
import dev.belay.rows.RowLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values of stored rows, one row after the other, as people read them. */
final class RowFields {
  private final List<Column> columns;
  private final List<String> names;
  private byte[] line = {};
  private int[] bounds = {};

  RowFields(List<Column> columns) {
    this.columns = columns;
    this.names = columns.stream().map(Column::name).toList();
  }

  /** Looks at the row that begins there. */
  RowFields at(byte[] row, int start) {
    line = row;
    bounds = RowLayout.bounds(row, start, columns.size());
    return this;
  }

  /** Empty for NULL, and where there is no such column. */
  Optional<String> get(String column) {
    int place = names.indexOf(column);
    return place < 0
        ? Optional.empty()
        : FieldText.of(columns.get(place).form(), line, bounds[place], bounds[place + 1] - 1);
  }

  /** Empty where one of them is: such a row collides with none, and refers to none. */
  Optional<List<String>> all(List<String> wanted) {
    List<String> values = new ArrayList<>();
    wanted.forEach(column -> get(column).ifPresent(values::add));
    return values.size() == wanted.size() ? Optional.of(values) : Optional.empty();
  }

  /** Empty where it is no whole number from 0 on, of at most 18 digits. */
  Optional<Long> number(String column) {
    return get(column).filter(text -> text.matches("[0-9]{1,18}")).map(Long::valueOf);
  }
}
