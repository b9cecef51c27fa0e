package dev.belay.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Lines whose parts stand under each other. */
final class Columns {
  /**
   * A part of a line.
   *
   * @param text what it says
   * @param paint colours it, which takes no room
   */
  record Cell(String text, UnaryOperator<String> paint) {
    static Cell of(String text) {
      return new Cell(text, UnaryOperator.identity());
    }
  }

  private record Column(String title, boolean right) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  /** A column whose texts begin under each other. */
  Columns left(String title) {
    columns.add(new Column(title, false));
    return this;
  }

  /** A column whose texts end under each other: numbers. */
  Columns right(String title) {
    columns.add(new Column(title, true));
    return this;
  }

  Columns row(String... texts) {
    List<Cell> cells = new ArrayList<>(texts.length);
    for (String text : texts) {
      cells.add(Cell.of(text));
    }
    return row(cells);
  }

  Columns row(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(cells.size() + " cells in " + columns.size() + " columns");
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /**
   * Hands out the lines, the titles first.
   *
   * @param limit the width that the last column is cut to fit in; 0 for none
   */
  void print(Style style, int limit, Consumer<String> line) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Printable.width(columns.get(i).title());
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], Printable.width(row.get(i).text()));
      }
    }
    List<Cell> titles = columns.stream().map(c -> new Cell(c.title(), style::dim)).toList();
    line.accept(line(titles, widths, limit));
    for (List<Cell> row : rows) {
      line.accept(line(row, widths, limit));
    }
  }

  private String line(List<Cell> cells, int[] widths, int limit) {
    StringBuilder line = new StringBuilder();
    int used = 0;
    int pending = 0;
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      boolean last = i == cells.size() - 1;
      String text =
          last && limit > 0 ? Printable.cut(cell.text(), Math.max(8, limit - used)) : cell.text();
      int missing = widths[i] - Printable.width(text);
      int before = pending + (columns.get(i).right() ? missing : 0);
      if (!text.isEmpty()) {
        line.append(" ".repeat(before)).append(cell.paint().apply(text));
        pending = 0;
      } else {
        pending = before;
      }
      pending += (columns.get(i).right() ? 0 : missing) + 2;
      used += widths[i] + 2;
    }
    return line.toString();
  }
}
