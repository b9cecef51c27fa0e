package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** SQL that {@code sqlite3} reads. */
final class SqliteSql implements SqlDialect {
  @Override
  public String engine() {
    return "sqlite";
  }

  @Override
  public List<String> opening(Content content) {
    Map<String, String> settings = content.structure().settings();
    String encoding = settings.getOrDefault("encoding", "UTF-8").replaceAll("[^A-Za-z0-9-]", "");
    return List.of(
        "PRAGMA foreign_keys = OFF;",
        "PRAGMA encoding = '" + encoding + "';",
        "BEGIN TRANSACTION;");
  }

  @Override
  public List<String> closing(Content content) {
    List<String> lines = new ArrayList<>();
    if (content.whole()) {
      for (String name : List.of("user_version", "application_id")) {
        String value = content.structure().settings().getOrDefault(name, "0");
        if (value.matches("-?[0-9]{1,18}")) {
          lines.add("PRAGMA " + name + " = " + value + ";");
        }
      }
    }
    lines.add("COMMIT;");
    return lines;
  }

  @Override
  public String name(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  @Override
  public String table(TableName table) {
    return name(table.name());
  }

  @Override
  public String literal(ExportColumn column, Value value) {
    if (value instanceof Value.Whole whole) {
      // The smallest integer is no literal of SQLite's: its digits alone are too large for one.
      return whole.digits().equals(String.valueOf(Long.MIN_VALUE))
          ? "(" + (Long.MIN_VALUE + 1) + " - 1)"
          : whole.digits();
    }
    if (value instanceof Value.Real real) {
      return switch (real.text()) {
        case "Infinity" -> "9e999";
        case "-Infinity" -> "-9e999";
        default -> real.text();
      };
    }
    if (value instanceof Value.Bytes bytes) {
      return "x'" + HexFormat.of().formatHex(bytes.bytes()) + "'";
    }
    if (value instanceof Value.BrokenText broken) {
      return "CAST(x'" + HexFormat.of().formatHex(broken.bytes()) + "' AS TEXT)";
    }
    return value instanceof Value.Null ? "NULL" : text(FieldText.of(value));
  }

  /**
   * SQL ends at a NUL, so that is put together from a function's; and {@code sqlite3} takes the
   * carriage return from the end of a line that it reads.
   */
  private static String text(String text) {
    String mark = text.indexOf('\r') < 0 ? "" : unused(text);
    String quoted =
        "'" + (mark.isEmpty() ? text : text.replace("\r", mark)).replace("'", "''") + "'";
    String whole =
        text.indexOf('\0') < 0 ? quoted : "(" + quoted.replace("\0", "' || char(0) || '") + ")";
    return mark.isEmpty() ? whole : "replace(" + whole + ", '" + mark + "', char(13))";
  }

  /** What may stand for a carriage return: it is nowhere in this text. */
  private static String unused(String text) {
    String mark = "\\r";
    for (int i = 0; text.contains(mark); i++) {
      mark = "\\r" + i + ";";
    }
    return mark;
  }

  @Override
  public List<String> withoutColumns(TableName table, List<Column> leftOut) {
    return List.of();
  }

  @Override
  public List<Stand> stands(List<Column> leftOut) {
    return leftOut.stream()
        .filter(c -> !c.nullable() && !c.hasDefault())
        .map(c -> new Stand(c.name(), numeric(c.type()) ? "0" : "''"))
        .toList();
  }

  private static boolean numeric(String type) {
    String upper = type.toUpperCase(Locale.ROOT);
    return upper.contains("INT") || upper.contains("REAL");
  }

  @Override
  public List<String> counters(List<Counter> counters) {
    List<String> lines = new ArrayList<>();
    for (Counter counter : counters) {
      String table = text(counter.name().name());
      lines.add("DELETE FROM sqlite_sequence WHERE name = " + table + ";");
      lines.add(
          "INSERT INTO sqlite_sequence(name, seq) VALUES (%s, %d);"
              .formatted(table, counter.value()));
    }
    return lines;
  }
}
