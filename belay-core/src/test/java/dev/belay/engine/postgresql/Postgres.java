package dev.belay.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.Change;
import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.EngineFixture;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.Table;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Words in which tests speak of a database on a PostgreSQL server. */
final class Postgres {
  private static final PostgresEngine ENGINE = new PostgresEngine();

  private static final String STATES =
      """
      SELECT format('%s.%s=%s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
      UNION ALL SELECT format('%s %s %s', conname, condeferrable, condeferred) FROM pg_constraint
      UNION ALL SELECT format('%s=%s', rulename, ev_enabled) FROM pg_rewrite WHERE ev_class >= 16384
      UNION ALL SELECT format('%s=%s', attname, attidentity) FROM pg_attribute WHERE attrelid >= 16384
      ORDER BY 1
      """;

  private Postgres() {}

  static Database database(String url) {
    return ENGINE.database(ENGINE.parse(url).orElseThrow(), Credentials.NONE);
  }

  static Table table(LiveDataset moment, String name) {
    return moment.catalog().tables().stream()
        .filter(t -> t.name().matches(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no table " + name));
  }

  /** The rows of a table as lines, whose order is looked at. */
  static List<String> lines(LiveDataset moment, String table) throws IOException {
    Table found = table(moment, table);
    List<String> lines = new ArrayList<>();
    RowLayout layout = RowLayout.of(found);
    byte[] before = null;
    try (RowStream rows = moment.rows(found)) {
      while (rows.next()) {
        byte[] row = java.util.Arrays.copyOfRange(rows.buffer(), rows.start(), rows.end());
        if (before != null) {
          assertThat(layout.compare(before, 0, before.length, row, 0, row.length))
              .as("order of %s", new String(row, StandardCharsets.UTF_8))
              .isLessThanOrEqualTo(0);
        }
        before = row;
        String line = new String(row, StandardCharsets.UTF_8);
        assertThat(line).endsWith("\n");
        lines.add(line.substring(0, line.length() - 1));
      }
    }
    return lines;
  }

  /** A table and lines for it: {@code +} inserts, {@code ~} updates, {@code -} deletes. */
  record Staged(String table, String... lines) {}

  static void stage(Change change, Staged staged) throws IOException {
    Table table = table(change, staged.table);
    try (Stage stage = change.stage(table, table.stored())) {
      for (String line : staged.lines) {
        EngineFixture.put(stage, line);
      }
    }
  }

  static List<Change.Applied> change(String url, Staged... all) throws IOException {
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      List<Table> tables = new ArrayList<>();
      for (Staged staged : all) {
        tables.add(table(change, staged.table));
      }
      change.lock(tables);
      for (Staged staged : all) {
        stage(change, staged);
      }
      List<Change.Applied> applied = change.apply();
      for (Table table : tables) {
        assertThat(change.undeleted(table)).isZero();
      }
      change.commitMark();
      change.commit();
      return applied;
    }
  }

  static List<String> rows(String url, String table) throws IOException {
    try (LiveDataset moment = database(url).read(ReadOptions.DEFAULT)) {
      return lines(moment, table);
    }
  }

  static List<String> query(String url, String sql) throws SQLException {
    try (Connection connection = PostgresServers.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  static String role(String url, String kind) {
    String role = kind + "_" + url.substring(url.lastIndexOf('/') + 1);
    PostgresServers.run(url, "CREATE ROLE " + role + " LOGIN");
    return role;
  }

  /** Whether triggers and rules are on, constraints deferred, columns identities. */
  static List<String> states(String url) throws SQLException {
    return query(url, STATES);
  }
}
