package dev.belay.cli;

import dev.belay.model.QuerySink;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what a query gives. */
sealed interface QueryPrinter extends QuerySink {
  /** There are no more rows. */
  void end();

  /** A value as text; NULL is empty. */
  static String text(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? "\\x" + HexFormat.of().formatHex(bytes)
        : value == null ? "" : String.valueOf(value);
  }

  /** Lines whose parts stand under each other: as many as a person may want to read. */
  final class Table implements QueryPrinter {
    private static final int MOST = 1000;

    private final Output out;
    private Columns columns = new Columns();
    private long rows;

    Table(Output out) {
      this.out = out;
    }

    @Override
    public void columns(List<String> names) {
      columns = new Columns();
      names.forEach(n -> columns.left(Printable.clean(n)));
    }

    @Override
    public void row(List<@Nullable Object> values) {
      rows++;
      if (rows <= MOST) {
        columns.row(values.stream().map(v -> Columns.Cell.of(Printable.clean(text(v)))).toList());
      }
    }

    @Override
    public void end() {
      out.lines(columns);
      if (rows > MOST) {
        out.note(
            "these are the first %d of %s; --csv and --json give all"
                .formatted(MOST, Human.count(rows, "row")));
      }
    }
  }

  /** CSV as an export writes it: NULL is empty, empty text has quotes. */
  final class Csv implements QueryPrinter {
    private final PrintStream out;

    Csv(PrintStream out) {
      this.out = out;
    }

    @Override
    public void columns(List<String> names) {
      line(new ArrayList<>(names));
    }

    @Override
    public void row(List<@Nullable Object> values) {
      line(values);
    }

    private void line(List<? extends @Nullable Object> values) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < values.size(); i++) {
        line.append(i == 0 ? "" : ",").append(field(values.get(i)));
      }
      out.print(line.append("\r\n"));
    }

    private static String field(@Nullable Object value) {
      String text = text(value);
      boolean quoted =
          value != null
              && (text.isEmpty() || text.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0));
      return quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    @Override
    public void end() {
      out.flush();
    }
  }

  /** One document, its rows as they come. */
  final class Json implements QueryPrinter {
    private final Output out;
    private List<String> names = List.of();
    private long rows;

    Json(Output out) {
      this.out = out;
    }

    @Override
    public void columns(List<String> columns) {
      names = columns;
    }

    @Override
    public void row(List<@Nullable Object> values) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        Object value = values.get(i);
        row.put(names.get(i), value instanceof byte[] ? text(value) : value);
      }
      out.row(row);
      rows++;
    }

    @Override
    public void end() {
      out.document(new Answer(names, List.of(), rows));
    }
  }

  /** The document of {@code --json}; its rows come before the rest where there are any. */
  record Answer(List<String> columns, List<Object> rows, long count) {}
}
