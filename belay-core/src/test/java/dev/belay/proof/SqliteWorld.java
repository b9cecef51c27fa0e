package dev.belay.proof;

import dev.belay.proof.SqliteSchema.Col;
import dev.belay.proof.SqliteSchema.Tab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite database with a random schema and random rows; can be damaged at random, and compared
 * bit for bit.
 */
final class SqliteWorld {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "b",
          "12",
          "1.0",
          "-0.0",
          "^t",
          "^",
          "Infinity",
          "1e5",
          "\\N",
          "\\.",
          "tab\there",
          "line\nfeed\r",
          "back\\slash",
          "nul\0inside",
          "\u00fcmlaut",
          "\ud83d\ude00",
          "0x10",
          " 1",
          "-");
  private static final long[] INTEGERS = {
    0, 1, -1, 2, 3, 10, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, (1L << 53) + 1
  };
  private static final double[] REALS = {
    0.0,
    -0.0,
    1.0,
    1.5,
    0.1,
    1e300,
    4.9e-324,
    1e21,
    9007199254740992.0,
    123.45,
    1e7,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private final Path file;
  private final Random random;
  private final SqliteSchema schema;
  private final String encoding;

  SqliteWorld(Path file, long seed) throws SQLException {
    this.file = file;
    this.random = new Random(seed);
    this.schema = new SqliteSchema(random);
    this.encoding = random.nextInt(8) == 0 ? "UTF-16le" : "UTF-8";
    try (Connection connection = open(file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = OFF");
      statement.execute("PRAGMA encoding = '" + encoding + "'");
      statement.execute("PRAGMA journal_mode = " + (random.nextBoolean() ? "WAL" : "DELETE"));
      for (String sql : schema.before()) {
        statement.execute(sql);
      }
      connection.setAutoCommit(false);
      for (Tab table : schema.tables()) {
        insert(connection, table, random.nextInt(40));
      }
      connection.commit();
      connection.setAutoCommit(true);
      for (String sql : schema.after()) {
        statement.execute(sql);
      }
    }
  }

  private static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private void insert(Connection connection, Tab table, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      List<Object> values = new ArrayList<>();
      List<String> marks = new ArrayList<>();
      for (Col column : table.columns()) {
        Object value = value(column);
        marks.add(value instanceof Text ? "CAST(? AS TEXT)" : "?");
        values.add(value);
      }
      execute(
          connection,
          "INSERT OR IGNORE INTO %s (%s) VALUES (%s)"
              .formatted(
                  table.quoted(),
                  String.join(", ", table.columns().stream().map(Col::quoted).toList()),
                  String.join(", ", marks)),
          values);
    }
  }

  /** Text that is given as bytes, valid or not. */
  private record Text(byte[] bytes) {}

  /** A value that a row does not have. */
  private static final Object NULL = new Object();

  private static void execute(Connection connection, String sql, List<Object> values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        Object value = values.get(i);
        statement.setObject(
            i + 1, value == NULL ? null : value instanceof Text t ? t.bytes() : value);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      // A row that a constraint, or the type of a rowid, forbids is one row less.
      String message = String.valueOf(e.getMessage());
      if (!message.contains("CONSTRAINT") && !message.contains("MISMATCH")) {
        throw new SQLException(sql, e);
      }
    }
  }

  private Object value(Col column) {
    if (column.rowid()) {
      return random.nextInt(20) == 0 ? NULL : Long.valueOf(random.nextInt(60) - 5L);
    }
    if (!column.notNull() && random.nextInt(6) == 0) {
      return NULL;
    }
    String type = column.strict() ? column.type() : "ANY";
    return switch (type) {
      case "INT", "INTEGER" -> integer();
      case "REAL" -> real();
      case "TEXT" -> text();
      case "BLOB" -> blob();
      default ->
          switch (random.nextInt(5)) {
            case 0 -> integer();
            case 1 -> real();
            case 2 -> blob();
            default -> text();
          };
    };
  }

  private Long integer() {
    return random.nextInt(3) == 0 ? INTEGERS[random.nextInt(INTEGERS.length)] : random.nextInt(12);
  }

  private Double real() {
    return random.nextInt(3) > 0
        ? REALS[random.nextInt(REALS.length)]
        : Double.longBitsToDouble(random.nextLong());
  }

  private Object text() {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    if (random.nextInt(3) == 0) {
      text += TEXTS.get(random.nextInt(TEXTS.size()));
    }
    if (!encoding.equals("UTF-8")) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Text(random.nextInt(5) == 0 ? blob() : bytes);
  }

  private byte[] blob() {
    byte[] bytes = new byte[random.nextInt(12)];
    random.nextBytes(bytes);
    if (bytes.length > 0 && random.nextInt(4) == 0) {
      bytes[0] = '^';
    }
    return bytes;
  }

  /** Changes, deletes and inserts rows. */
  void damage() throws SQLException {
    try (Connection connection = open(file)) {
      connection.setAutoCommit(false);
      for (Tab table : schema.tables()) {
        int kind = random.nextInt(8);
        if (kind == 0) {
          execute(connection, "DELETE FROM " + table.quoted(), List.of());
        }
        if (kind < 4) {
          execute(
              connection,
              "DELETE FROM %s WHERE %s".formatted(table.quoted(), some(table)),
              List.of());
        }
        for (int i = random.nextInt(4); i > 0; i--) {
          update(connection, table);
        }
        if (kind > 1) {
          insert(connection, table, random.nextInt(12));
        }
      }
      connection.commit();
    }
  }

  private void update(Connection connection, Tab table) throws SQLException {
    Col column = table.columns().get(random.nextInt(table.columns().size()));
    Object value = value(column);
    String mark = value instanceof Text ? "CAST(? AS TEXT)" : "?";
    execute(
        connection,
        "UPDATE OR IGNORE %s SET %s = %s WHERE %s"
            .formatted(table.quoted(), column.quoted(), mark, some(table)),
        List.of(value));
  }

  private String some(Tab table) {
    Col column = table.columns().get(random.nextInt(table.columns().size()));
    return "length(hex(%s)) %% 7 IN (%d, %d)"
        .formatted(column.quoted(), random.nextInt(7), random.nextInt(7));
  }

  /** Copies the database, whole, as SQLite itself does it. */
  void copyTo(Path copy) throws SQLException {
    try (Connection connection = open(file);
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM INTO '" + copy + "'");
    }
  }

  /** Everything in the database, each value with its class and its bits; a line a row. */
  List<String> content() throws SQLException {
    return content(file);
  }

  static List<String> content(Path file) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = open(file)) {
      for (String pragma : List.of("user_version", "application_id", "encoding")) {
        lines.add(pragma + " " + strings(connection, "PRAGMA " + pragma));
      }
      for (String sql :
          strings(
              connection,
              "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM"
                  + " sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")) {
        lines.add(sql);
      }
      for (String table :
          strings(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        rows(connection, table, lines);
      }
    }
    Collections.sort(lines);
    return lines;
  }

  private static void rows(Connection connection, String table, List<String> lines)
      throws SQLException {
    List<String> columns =
        strings(
            connection,
            "SELECT name FROM pragma_table_xinfo('%s')".formatted(table.replace("'", "''")));
    StringBuilder query = new StringBuilder("SELECT ");
    for (String column : columns) {
      String c = SqliteSchema.quote(column);
      query.append("typeof(%s), %s, hex(CAST(%s AS BLOB)), ".formatted(c, c, c));
    }
    query.append("1 FROM ").append(SqliteSchema.quote(table));
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query.toString())) {
      while (result.next()) {
        StringBuilder line = new StringBuilder(table);
        for (int i = 0; i < columns.size(); i++) {
          line.append(" | ").append(value(result, 3 * i + 1));
        }
        lines.add(line.toString());
      }
    }
  }

  private static @Nullable String value(ResultSet result, int at) throws SQLException {
    String type = result.getString(at);
    return switch (type) {
      case "integer" -> type + result.getLong(at + 1);
      case "real" ->
          type
              + Double.doubleToRawLongBits(result.getDouble(at + 1))
              + " "
              + result.getDouble(at + 1);
      case "null" -> type;
      default -> type + result.getString(at + 2);
    };
  }

  private static List<String> strings(Connection connection, String query) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        strings.add(String.valueOf(result.getString(1)));
      }
    }
    return strings;
  }
}
