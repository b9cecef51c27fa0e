package dev.belay.cli;

import dev.belay.model.RowChange;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows rows that differ: table, key, and each column with its old and new value. */
final class RowPrinter implements Consumer<RowChange> {
  private static final int LONGEST_VALUE = 60;

  private final Output output;
  private final Style style;
  private final int width;
  private final Runnable beforeEach;
  private @Nullable TableName table;

  /**
   * @param beforeEach takes a progress line off the screen
   */
  RowPrinter(Output output, Shell shell, Runnable beforeEach) {
    this.output = output;
    this.style = output.style();
    this.width = shell.terminals().out() ? shell.columns() : 0;
    this.beforeEach = beforeEach;
  }

  @Override
  public void accept(RowChange row) {
    beforeEach.run();
    if (!row.table().equals(table)) {
      if (table != null) {
        output.gap();
      }
      table = row.table();
      output.line(style.bold(Printable.clean(row.table().toString())));
    }
    switch (row.kind()) {
      case INSERT -> output.line("  " + style.green(fit("+ " + key(row) + all(row))));
      case DELETE -> output.line("  " + style.red(fit("- " + key(row) + all(row))));
      case UPDATE -> update(row);
    }
  }

  private void update(RowChange row) {
    String head = "~ " + key(row);
    if (row.columns().size() == 1) {
      output.line("  " + style.yellow(head) + "  " + change(row.columns().get(0)));
      return;
    }
    output.line("  " + style.yellow(head));
    row.columns().forEach(c -> output.line("      " + change(c)));
  }

  private String change(RowChange.Cell cell) {
    return Printable.clean(cell.column())
        + ": "
        + style.red(value(cell.before()))
        + " → "
        + style.green(value(cell.after()));
  }

  /** The values that tell the row from others. */
  static String key(RowChange row) {
    List<String> parts = new ArrayList<>();
    row.key().forEach(v -> parts.add(Printable.clean(v.column()) + "=" + value(v.value())));
    return String.join(" ", parts);
  }

  /** The columns beside the key, of a row that is on one side only. */
  private static String all(RowChange row) {
    StringBuilder text = new StringBuilder();
    for (RowChange.Cell cell : row.columns()) {
      if (row.key().stream().noneMatch(v -> v.column().equals(cell.column()))) {
        text.append(text.isEmpty() ? "  " : ", ")
            .append(Printable.clean(cell.column()))
            .append("=")
            .append(value(row.kind() == RowChange.Kind.INSERT ? cell.after() : cell.before()));
      }
    }
    return text.toString();
  }

  private String fit(String text) {
    return width > 0 ? Printable.cut(text, Math.max(20, width - 2)) : text;
  }

  static String value(Optional<String> value) {
    return value.map(v -> Printable.cut(Printable.clean(v), LONGEST_VALUE)).orElse("NULL");
  }
}
