package dev.belay.parquet;

import dev.belay.Belay;
import dev.belay.ExportRequest;
import dev.belay.RepositoryPassword;
import dev.belay.Settings;
import dev.belay.Target;
import dev.belay.model.ExportResult;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Databases, a Belay over them, and DuckDB, which reads what it wrote. */
final class Bench {
  private Bench() {}

  static Belay belay(Path directory, Map<String, Target> databases) {
    RepositoryPassword password =
        new RepositoryPassword() {
          @Override
          public char[] get(boolean creating) {
            return "correct horse battery staple".toCharArray();
          }

          @Override
          public boolean random() {
            // The tests' password is no secret, so the costly derivation would protect nothing.
            return true;
          }
        };
    return Belay.open(
        Settings.of(directory.resolve("repo").toString(), password, Clock.systemUTC())
            .withDatabases(databases));
  }

  static ExportResult export(Belay belay, String source, String output, String... tables) {
    return belay.export(
        ExportRequest.of(source, output)
            .withTables(tables)
            .withFormat("parquet")
            .withMaskKey("key"),
        Progress.NONE);
  }

  static void sql(String url, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Each row's values as text, parted by bars. */
  static List<String> rows(String url, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", row));
      }
      return rows;
    }
  }

  /** Each row's real number, bit by bit. */
  static List<Long> bits(String url, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<Long> bits = new ArrayList<>();
      while (result.next()) {
        double value = result.getDouble(1);
        bits.add(result.wasNull() ? Long.MIN_VALUE + 1 : Double.doubleToRawLongBits(value));
      }
      return bits;
    }
  }

  static List<String> duckdb(String query) throws SQLException {
    return rows("jdbc:duckdb:", query);
  }

  /** The columns of a file and DuckDB's types for them. */
  static List<String> types(Path file) throws SQLException {
    return duckdb("select column_name || ' ' || column_type from (describe from '" + file + "')");
  }
}
