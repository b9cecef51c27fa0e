package dev.belay.bench;

import dev.belay.bench.SampleTable.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Fills PostgreSQL with the sample, by COPY, indexes last. */
final class PostgresLoader {
  private PostgresLoader() {}

  /** Makes the database where it is missing. It gets its name when it is whole. */
  static void load(PostgresServer server, String database, List<SampleTable> tables)
      throws SQLException, IOException {
    if (server.has(database)) {
      return;
    }
    String aside = database + "_new";
    server.empty(aside);
    try (Connection connection = server.connect(aside)) {
      for (SampleTable table : tables) {
        System.out.println("  generating " + table.name() + ", " + table.rows() + " rows");
        run(connection, create(table));
        copy(connection, table);
      }
      for (SampleTable table : tables) {
        for (String index : table.indexes()) {
          run(connection, "create index on " + table.name() + " (" + index + ")");
        }
      }
      run(connection, "vacuum analyze");
      run(connection, "checkpoint");
    }
    server.rename(aside, database);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String create(SampleTable table) {
    String columns =
        table.columns().stream()
            .map(c -> c.name() + " " + c.postgres())
            .collect(Collectors.joining(", "));
    String constraints =
        table.constraints().stream().map(c -> ", " + c).collect(Collectors.joining());
    return "create table " + table.name() + " (" + columns + constraints + ")";
  }

  private static void copy(Connection connection, SampleTable table)
      throws SQLException, IOException {
    String columns = table.columns().stream().map(Column::name).collect(Collectors.joining(", "));
    String sql = "copy " + table.name() + " (" + columns + ") from stdin";
    try (PGCopyOutputStream out =
        new PGCopyOutputStream(connection.unwrap(PGConnection.class), sql, 1 << 20)) {
      StringBuilder line = new StringBuilder();
      for (long row = 1; row <= table.rows(); row++) {
        line.setLength(0);
        for (Object value : table.values(row)) {
          line.append(line.isEmpty() ? "" : "\t");
          append(line, value);
        }
        out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void append(StringBuilder line, Object value) {
    if (value == SampleTable.NULL) {
      line.append("\\N");
    } else if (value instanceof byte[] bytes) {
      line.append("\\\\x").append(HexFormat.of().formatHex(bytes));
    } else if (value instanceof String text) {
      line.append(text.indexOf('\n') < 0 ? text : text.replace("\n", "\\n"));
    } else {
      line.append(value);
    }
  }
}
