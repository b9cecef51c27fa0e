package dev.belay.junit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** An application's connection, as tests have one. */
final class Sql {
  private Sql() {}

  static Connection connect(String reference) throws SQLException {
    return DriverManager.getConnection(
        reference.contains("://")
            ? "jdbc:" + reference.replace("postgres@", "") + "?user=postgres"
            : "jdbc:sqlite:" + reference);
  }

  static void run(String reference, String... statements) {
    try (Connection connection = connect(reference);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> rows(String reference, String query) {
    try (Connection connection = connect(reference);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
