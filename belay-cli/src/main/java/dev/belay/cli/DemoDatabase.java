package dev.belay.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteDataSource;

/**
 * The shop that the tour breaks and mends. Plays the application, which has its own connection to
 * its database; that is why this one class of the command line speaks SQL. The same rows every
 * time.
 */
final class DemoDatabase {
  private static final int CUSTOMERS = 400;
  private static final int ORDERS = 2_500;

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL,
            email TEXT NOT NULL UNIQUE, country TEXT NOT NULL)\
          """,
          """
          CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL,
            price NUMERIC NOT NULL CHECK (price >= 0))\
          """,
          """
          CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT,
            customer_id INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
            placed TEXT NOT NULL, note TEXT)\
          """,
          """
          CREATE TABLE order_lines (order_id INTEGER NOT NULL REFERENCES orders ON DELETE CASCADE,
            product_id INTEGER NOT NULL REFERENCES products, quantity INTEGER NOT NULL,
            PRIMARY KEY (order_id, product_id)) WITHOUT ROWID\
          """,
          "CREATE INDEX orders_by_customer ON orders (customer_id)");

  private static final List<String> FIRST =
      List.of("Ada", "Bodil", "Chidi", "Dana", "Emre", "Fatou", "Goran", "Hana", "Ines", "Jun");
  private static final List<String> LAST =
      List.of("Berg", "Costa", "Diallo", "Eriksen", "Fischer", "Gupta", "Haas", "Ito");
  private static final List<String> COUNTRIES = List.of("NO", "PT", "DE", "IN", "JP", "SN", "TR");
  private static final List<String> PRODUCTS =
      List.of(
          "rope 60 m",
          "harness",
          "belay plate",
          "chalk bag",
          "quickdraw",
          "helmet",
          "sling 120 cm",
          "carabiner",
          "shoes",
          "guide book",
          "tape",
          "brush");

  private final SQLiteDataSource source = new SQLiteDataSource();

  DemoDatabase(Path file) {
    source.setUrl("jdbc:sqlite:" + file);
    source.setEnforceForeignKeys(true);
  }

  /** Makes the tables and their rows. */
  void fill() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String ddl : SCHEMA) {
        statement.executeUpdate(ddl);
      }
      customers(connection);
      products(connection);
      orders(connection);
      connection.commit();
    }
  }

  /**
   * Runs a statement of the application.
   *
   * @return how many rows it changed, those included that a foreign key took along
   */
  int execute(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static void customers(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO customers VALUES (?, ?, ?, ?)")) {
      for (int i = 1; i <= CUSTOMERS; i++) {
        String first = pick(FIRST, i * 7);
        String last = pick(LAST, i * 3 + i / 10);
        insert.setInt(1, i);
        insert.setString(2, first + " " + last);
        insert.setString(
            3, (first + "." + last).toLowerCase(java.util.Locale.ROOT) + i + "@example.org");
        insert.setString(4, pick(COUNTRIES, i * 5 + i / 7));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void products(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO products VALUES (?, ?, ?)")) {
      for (int i = 0; i < PRODUCTS.size(); i++) {
        insert.setInt(1, i + 1);
        insert.setString(2, PRODUCTS.get(i));
        insert.setDouble(3, (i * 37 % 120) + 4.5);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void orders(Connection connection) throws SQLException {
    try (PreparedStatement order =
            connection.prepareStatement(
                "INSERT INTO orders (id, customer_id, placed, note) VALUES (?, ?, ?, ?)");
        PreparedStatement line =
            connection.prepareStatement("INSERT INTO order_lines VALUES (?, ?, ?)")) {
      for (int i = 1; i <= ORDERS; i++) {
        order.setInt(1, i);
        order.setInt(2, i * 131 % CUSTOMERS + 1);
        order.setString(3, "2026-%02d-%02d".formatted(i * 10 / ORDERS % 10 + 1, i % 28 + 1));
        order.setString(4, i % 9 == 0 ? "leave it with the neighbours" : null);
        order.addBatch();
        for (int j = 0; j <= i % 3; j++) {
          line.setInt(1, i);
          line.setInt(2, (i + j * 5) % PRODUCTS.size() + 1);
          line.setInt(3, (i + j) % 4 + 1);
          line.addBatch();
        }
      }
      order.executeBatch();
      line.executeBatch();
    }
  }

  private static String pick(List<String> list, int index) {
    return list.get(index % list.size());
  }
}
