package dev.belay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Fills a SQLite file with the sample. */
final class SqliteLoader {
  private SqliteLoader() {}

  /** Makes the file where it is missing. It gets its name when it is whole. */
  static void load(Path file, List<SampleTable> tables) throws SQLException, IOException {
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path aside = Path.of(file + ".new");
    Files.deleteIfExists(aside);
    try (Connection connection = connect(aside)) {
      run(connection, "PRAGMA synchronous=OFF");
      run(connection, "PRAGMA journal_mode=OFF");
      for (SampleTable table : tables) {
        System.out.println("  generating " + table.name() + ", " + table.rows() + " rows");
        run(connection, create(table));
        run(connection, "BEGIN");
        insert(connection, table);
        for (String index : table.indexes()) {
          String name = table.name() + "_" + index.replaceAll("\\W", "_");
          run(connection, "CREATE INDEX " + name + " ON " + table.name() + "(" + index + ")");
        }
        run(connection, "COMMIT");
      }
      run(connection, "PRAGMA journal_mode=WAL");
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String create(SampleTable table) {
    String columns =
        table.columns().stream()
            .map(c -> c.name() + " " + c.sqlite())
            .collect(Collectors.joining(", "));
    String constraints =
        table.constraints().stream().map(c -> ", " + c).collect(Collectors.joining());
    return "CREATE TABLE " + table.name() + " (" + columns + constraints + ")";
  }

  private static void insert(Connection connection, SampleTable table) throws SQLException {
    String marks = table.columns().stream().map(c -> "?").collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + table.name() + " VALUES (" + marks + ")")) {
      for (long row = 1; row <= table.rows(); row++) {
        Object[] values = table.values(row);
        for (int i = 0; i < values.length; i++) {
          insert.setObject(i + 1, convert(values[i], table.columns().get(i).sqlite()));
        }
        insert.executeUpdate();
      }
    }
  }

  private static @org.jspecify.annotations.Nullable Object convert(Object value, String type) {
    if (value == SampleTable.NULL) {
      return null;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1L : 0L;
    }
    return value instanceof String text && type.startsWith("REAL")
        ? (Object) Double.valueOf(text)
        : value;
  }
}
