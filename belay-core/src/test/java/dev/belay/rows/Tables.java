package dev.belay.rows;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.List;

/** Structures for tests of rows. */
public final class Tables {
  private Tables() {}

  /** A table with columns {@code c0}, {@code c1}, … of these forms, some of which are its key. */
  public static Table of(List<Form> forms, List<Integer> key, boolean keyNullable) {
    List<Column> columns = new ArrayList<>();
    for (Form form : forms) {
      columns.add(new Column("c" + columns.size(), "", form, true, false, false));
    }
    return new Table(
        new TableName("main", "t"),
        columns,
        key.stream().map(k -> "c" + k).toList(),
        keyNullable,
        false,
        List.of(),
        List.of(),
        "");
  }

  /** A whole number as the key, and some text. */
  public static Table numbered() {
    return of(List.of(Form.INTEGER, Form.BYTES), List.of(0), false);
  }
}
