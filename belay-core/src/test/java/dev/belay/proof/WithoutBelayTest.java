package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.DiffRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody without Belay follows docs/without-belay.md, with a shell, restic, and psql or sqlite3,
 * and gets every row. Belay only looks at the result.
 */
@Tag("server")
final class WithoutBelayTest {
  private static final Path PAGE = Path.of("../docs/without-belay.md");
  private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\n(.*?)^```");
  private static final Pattern PYTHON = Pattern.compile("(?ms)^```python\n(.*?)^```");

  @TempDir Path directory;
  private Workbench bench;
  private Path away;
  private String page;

  @BeforeEach
  void page() throws IOException {
    bench = new Workbench(directory);
    away = Files.createDirectory(directory.resolve("away"));
    page = Files.readString(PAGE);
    Matcher script = PYTHON.matcher(page);
    assertThat(script.find()).isTrue();
    Files.writeString(away.resolve("rows.py"), script.group(1));
    Files.writeString(directory.resolve("key"), Workbench.PASSWORD);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void everyRowOfASqliteSnapshotComesOutWithLayersAndOddValues() throws Exception {
    bench.sql(
        "PRAGMA user_version = 7",
        "CREATE TABLE odd (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b BLOB, r REAL, n NUMERIC,"
            + " any, up TEXT GENERATED ALWAYS AS (upper(a)) STORED)",
        "INSERT INTO odd (a, b, r, n, any) VALUES"
            + " ('tab\there \\z' || char(10) || 'and ''more''', x'00ff0a095c', -0.0, '^12', 'x'),"
            + " ('12', NULL, 9e999, 12, 12), ('', zeroblob(3), 1e-7, 1.5, '12'),"
            + " (CAST(x'ff00fe' AS TEXT), x'', -9e999, -9223372036854775808, x'5e')",
        "DELETE FROM odd WHERE id = 2",
        "CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID",
        "INSERT INTO keyed VALUES ('a', 1), ('b', 2.0), ('c' || char(13, 10) || '\\r', 3)",
        "CREATE VIRTUAL TABLE found USING fts5(body)",
        "INSERT INTO found VALUES ('to belay is to hold a rope')",
        "CREATE TABLE \"many \"\"rows\" (id INTEGER PRIMARY KEY, name TEXT, v INT)",
        "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 20000)"
            + " INSERT INTO \"many \"\"rows\" SELECT i, 'name ' || i, i % 7 FROM c",
        "CREATE INDEX many_v ON \"many \"\"rows\" (v)",
        "CREATE VIEW all_odd AS SELECT * FROM odd",
        "CREATE TRIGGER t AFTER INSERT ON keyed BEGIN DELETE FROM odd; END");
    bench.backup();
    bench.sql(
        "UPDATE \"many \"\"rows\" SET v = 9 WHERE id % 500 = 0",
        "DELETE FROM \"many \"\"rows\" WHERE id = 77",
        "INSERT INTO \"many \"\"rows\" VALUES (30000, 'tab\t', 1)");
    String snapshot = bench.backup();

    follow("sqlite3", Map.of());

    assertThat(away.resolve("out/tables/main.many%20%22rows/1")).exists();
    equal(snapshot, away.resolve("app2.db").toString());
    Side made = new Side("", "jdbc:sqlite:" + away.resolve("app2.db"));
    assertThat(made.rows("PRAGMA integrity_check")).containsExactly("ok");
    assertThat(made.rows("PRAGMA user_version")).containsExactly("7");
    assertThat(made.rows("SELECT seq FROM sqlite_sequence")).containsExactly("4");
    assertThat(made.rows("SELECT count(*) FROM found WHERE found MATCH 'rope'"))
        .containsExactly("1");
  }

  @Test
  void everyRowOfAPostgresSnapshotComesOutWithLayers() throws Exception {
    PostgresServers server = PostgresServers.of(15);
    Side side = Side.postgres(server);
    side.sql(
        "CREATE TABLE customers (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text,"
            + " size integer GENERATED ALWAYS AS (length(name)) STORED, email text)",
        "INSERT INTO customers (name, email) VALUES (E'tab\\t \\\\ back', 'a@b'), (NULL, '')",
        "CREATE TABLE \"Orders\" (id bigserial PRIMARY KEY, customer integer REFERENCES customers,"
            + " note text, total numeric(12,2))",
        "INSERT INTO \"Orders\" (customer, note, total) SELECT 1 + i % 2, 'note ' || i, i / 7.0"
            + " FROM generate_series(1, 20000) i",
        "CREATE INDEX ON \"Orders\" (total)");
    bench.belay.backup(BackupRequest.of(side.reference()), Progress.NONE);
    side.sql(
        "UPDATE \"Orders\" SET note = 'other' WHERE id % 500 = 0",
        "DELETE FROM \"Orders\" WHERE id = 77");
    String snapshot =
        bench
            .belay
            .backup(BackupRequest.of(side.reference()), Progress.NONE)
            .snapshot()
            .orElseThrow();

    try {
      follow(
          "psql",
          Map.of(
              "PGHOST",
              "localhost",
              "PGPORT",
              Integer.toString(server.port()),
              "PGUSER",
              "postgres"));
      assertThat(away.resolve("out/tables/public.Orders/1")).exists();
      equal(snapshot, server.url("app2"));
      Side made = new Side("", side.jdbc().replaceFirst("/[^/?]*\\?", "/app2?"));
      assertThat(made.rows("SELECT nextval('\"Orders_id_seq\"')")).containsExactly("20001");
    } finally {
      side.sql("DROP DATABASE IF EXISTS app2", "DROP DATABASE IF EXISTS app_by_hand");
    }
  }

  private void equal(String snapshot, String made) {
    assertThat(
            bench
                .belay
                .diff(
                    new DiffRequest(snapshot, Optional.of(made), List.of()),
                    Progress.NONE,
                    Optional.empty())
                .equal())
        .isTrue();
  }

  /** Types what the page says, but for what is about the other engine. */
  private void follow(String client, Map<String, String> environment) throws Exception {
    String other = client.equals("psql") ? "sqlite3" : "psql";
    StringBuilder typed = new StringBuilder("set -eu -o pipefail\n");
    Matcher blocks = SHELL.matcher(page);
    while (blocks.find()) {
      if (!blocks.group(1).contains(other + " ")) {
        typed.append(blocks.group(1));
      }
    }
    String script =
        typed
            .toString()
            .replace("=REPOSITORY ", "='" + directory.resolve("repo") + "' ")
            .replace("=KEY ", "='" + directory.resolve("key") + "' ");
    assertThat(script).contains(client).contains("restic restore latest");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script).directory(away.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(script + "\n" + said).isZero();
  }
}
