package dev.belay.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.Belay;
import dev.belay.ExportRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and other databases as what a database is made equal to. */
class FileRestoreTest {
  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
            + " password TEXT NOT NULL DEFAULT '')",
        "CREATE TABLE items (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES users, x, n REAL)",
        "INSERT INTO users VALUES (1, 'Ann', 'hash-1'), (2, 'Bob', 'hash-2')",
        "INSERT INTO items VALUES (1, 1, 9007199254740993, 0.1), (2, 2, x'00ff', -0.0),"
            + " (3, 2, CAST(x'c328' AS TEXT), 9e999), (4, NULL, '1', NULL), (5, 1, 1.0, 1e300)");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aDryRunMakesNoRepository() throws Exception {
    Path file = directory.resolve("whole.json");
    bench.belay.export(request(bench.database.toString(), file), Progress.NONE);
    bench.sql("DELETE FROM items");
    Path elsewhere = directory.resolve("none");
    try (Belay fresh = Belay.open(Workbench.settings(elsewhere, Map.of()))) {
      RestoreRequest request =
          RestoreRequest.of(file.toString())
              .withDatabase(bench.database.toString())
              .withTables("items");
      Plan plan = fresh.plan(request, Progress.NONE);
      assertThat(plan.tables()).anyMatch(t -> t.insert() == 5);
      assertThat(elsewhere).doesNotExist();
      fresh.restore(request, Optional.of(plan.id()), Progress.NONE);
      assertThat(elsewhere).isDirectory();
    }
  }

  private static ExportRequest request(String source, Path output) {
    return ExportRequest.of(source, output.toString());
  }

  private static RestoreRequest from(Path file) {
    return RestoreRequest.of(file.toString());
  }

  private RestoreRequest into(Path file) {
    return from(file).withDatabase(bench.database.toString());
  }

  private List<String> all() throws Exception {
    return List.of(
        bench.rows("SELECT id, name, password FROM users").toString(),
        bench.rows("SELECT id, owner, typeof(x), hex(x), typeof(n), n FROM items").toString());
  }

  private Path backup(String name) {
    Path file = directory.resolve(name);
    bench.belay.backupToFile(request(bench.database.toString(), file), Progress.NONE);
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"app.json", "app.json.gz", "app.json.zst"})
  void a_backup_in_a_file_comes_back_whole_and_can_be_undone(String name) throws Exception {
    Path file = backup(name);
    List<String> good = all();
    bench.sql("DELETE FROM items WHERE id < 4", "UPDATE users SET password = 'reset'");
    List<String> bad = all();
    RunResult run = bench.restore(from(file));
    assertThat(all()).isEqualTo(good);
    assertThat(run.plan().source()).startsWith(name + "@");
    bench.undo();
    assertThat(all()).isEqualTo(bad);
  }

  @Test
  void a_new_database_is_built_of_a_backup_in_a_file() throws Exception {
    Path file = backup("app.json");
    Path copy = directory.resolve("copy.db");
    bench.restore(from(file).asNew(copy.toString()));
    assertThat(
            bench
                .belay
                .diff(
                    new dev.belay.DiffRequest(
                        bench.database.toString(), Optional.of(copy.toString()), List.of()),
                    Progress.NONE,
                    Optional.empty())
                .equal())
        .isTrue();
  }

  @Test
  void columns_that_were_left_out_keep_their_values() throws Exception {
    Path file = directory.resolve("app.json");
    bench.belay.export(request(bench.database.toString(), file), Progress.NONE);
    bench.sql("UPDATE users SET name = 'x', password = 'newer'");
    bench.restore(into(file));
    assertThat(bench.rows("SELECT name, password FROM users ORDER BY id"))
        .containsExactly("Ann|newer", "Bob|newer");
  }

  @Test
  void rows_in_any_order_by_hand_are_what_the_database_would_have_made_of_them() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("hand.json"),
            """
            {"belay_export": 1, "tables": [{"table": "users", "rows": [
              {"id": "7", "name": "Gil"},
              {"id": 2, "name": "Bo"}]}]}
            """);
    bench.restore(into(file).withMode(Mode.MERGE));
    assertThat(bench.rows("SELECT * FROM users ORDER BY id"))
        .containsExactly("1|Ann|hash-1", "2|Bo|hash-2", "7|Gil|");
    Plan again = bench.belay.plan(into(file).withMode(Mode.MERGE), Progress.NONE);
    assertThat(again.empty()).isTrue();
  }

  @Test
  void csv_and_directories_come_in() throws Exception {
    Path out = Files.createDirectory(directory.resolve("out"));
    ExportRequest csv =
        ExportRequest.of(bench.database.toString(), out.toString())
            .withTables("users")
            .withFormat("csv")
            .withSensitive("");
    bench.belay.export(csv, Progress.NONE);
    bench.sql("UPDATE users SET name = 'x'");
    bench.restore(into(out.resolve("users.csv")));
    assertThat(bench.rows("SELECT name FROM users ORDER BY id")).containsExactly("Ann", "Bob");
    bench.sql("DELETE FROM items", "DELETE FROM users");
    bench.restore(into(out));
    assertThat(bench.rows("SELECT name FROM users ORDER BY id")).containsExactly("Ann", "Bob");
  }

  @Test
  void another_database_is_a_source_too() throws Exception {
    Path copy = directory.resolve("copy.db");
    Files.copy(bench.database, copy);
    List<String> good = all();
    bench.sql("DELETE FROM items WHERE id = 2", "UPDATE users SET name = 'y' WHERE id = 1");
    bench.restore(into(copy));
    assertThat(all()).isEqualTo(good);
    refused(ErrorCode.USAGE, "does not say which database", from(copy));
    refused(ErrorCode.USAGE, "is the database that would change", into(bench.database));
  }

  private void refused(ErrorCode code, String message, RestoreRequest request) throws Exception {
    List<String> before = all();
    assertThatThrownBy(() -> bench.restore(request))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e).hasMessageContaining(message);
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.hint()).isNotEmpty();
            });
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void wrong_files_are_refused_by_what_is_wrong() throws Exception {
    byte[] good = Files.readAllBytes(backup("good.json"));
    byte[] packed = Files.readAllBytes(backup("good.json.gz"));
    String text = new String(good, StandardCharsets.UTF_8);
    wrong(
        "cut.json", Arrays.copyOf(good, good.length - 40), ErrorCode.DAMAGED, "ends in the middle");
    wrong("cut.json.gz", Arrays.copyOf(packed, packed.length / 2), ErrorCode.DAMAGED, "damaged");
    wrong("empty.json", new byte[0], ErrorCode.USAGE, "no export of Belay's");
    wrong("other.json", utf8("{\"name\": \"package\"}"), ErrorCode.USAGE, "no export of Belay's");
    wrong("list.json", utf8("[1, 2]"), ErrorCode.USAGE, "no export of Belay's");
    wrong("words.json", utf8("not JSON"), ErrorCode.USAGE, "no export of Belay's");
    wrong("later.json", utf8("{\"belay_export\": 99}"), ErrorCode.UNSUPPORTED, "version 99");
    wrong(
        "table.json",
        utf8(text.replace("\"table\": \"users\"", "\"table\": \"usres\"")),
        ErrorCode.SCHEMA_MISMATCH,
        "usres");
    wrong(
        "column.json",
        utf8(text.replace("\"name\": \"Ann\"", "\"nmae\": \"Ann\"")),
        ErrorCode.DAMAGED,
        "unknown column nmae");
    wrong(
        "twice.json",
        utf8(text.replace("{\"id\": 2, \"name\"", "{\"id\": 1, \"name\"")),
        ErrorCode.REFUSED,
        "two rows of users with the same id: 1");
    wrong("users.csv", utf8("id,name\n1,Ann,too,many\n"), ErrorCode.DAMAGED, "line 2 has 4 fields");
    wrong("users.csv", utf8("name\nAnn\n"), ErrorCode.SCHEMA_MISMATCH, "lacks id");
    wrong(
        "users.csv", utf8("id,name,name\n1,a,b\n"), ErrorCode.USAGE, "column name of users twice");
    wrong("users.csv", new byte[] {'i', 'd', '\n', (byte) 0xff, '\n'}, ErrorCode.DAMAGED, "CSV");
    refused(ErrorCode.NOT_FOUND, "no snapshot", from(directory.resolve("gone.json")));
  }

  private void wrong(String name, byte[] content, ErrorCode code, String message) throws Exception {
    Path file = Files.write(directory.resolve(name), content);
    refused(code, message, into(file));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m.csv:id,r,i,n,b\n1,5,3.0,1e3,7\n2,1e2,0x1,007,-0\n3,,+4,1.50,\n",
        "m.json:[{\"id\": 1, \"r\": 5, \"i\": 3.0, \"n\": 1e3, \"b\": 7}, {\"id\": 2, \"r\": 1e2,"
            + " \"i\": \"0x1\", \"n\": \"007\", \"b\": \"-0\"}, {\"id\": 3, \"r\": null, \"i\": 4,"
            + " \"n\": 1.50, \"b\": null}]"
      })
  void numbers_are_what_the_column_makes_of_them(String content) throws Exception {
    String[] parts = content.split(":", 2);
    bench.sql("CREATE TABLE m (id INTEGER PRIMARY KEY, r REAL, i INT, n NUMERIC, b TEXT)");
    Path file = Files.writeString(directory.resolve(parts[0]), parts[1]);
    bench.restore(into(file));
    assertThat(bench.rows("SELECT r, i, n, b FROM m ORDER BY id"))
        .containsExactly("5.0|3|1000|7", "100.0|0x1|7|-0", "null|4|1.5|null");
    assertThat(bench.restore(into(file)).plan().empty()).isTrue();
  }

  @Test
  @Tag("server")
  void a_postgres_backup_in_a_file_comes_back_exactly() throws Exception {
    String url = PostgresServers.V15.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE t (id serial PRIMARY KEY, b bigint, n numeric(10,3), f numeric, d double precision,"
            + " r real, y bytea, j jsonb, ts timestamptz, a int[], ok boolean, s text, u uuid UNIQUE)",
        "CREATE TABLE bag (x int, y text)",
        "INSERT INTO bag SELECT n % 3, repeat('y', n % 5) FROM generate_series(1, 100) n",
        "INSERT INTO t(b, n, f, d, r, y, j, ts, a, ok, s, u) SELECT 9007199254740993 + n, n / 3.0,"
            + " 10 ^ (n % 40) / 7, exp(n % 600), 1.0 / n, decode(md5(n::text), 'hex'),"
            + " jsonb_build_object('k', n), now() + n * interval '1 hour', array[n, NULL], n % 2 = 0,"
            + " E'tab\\t' || n, md5(n::text)::uuid FROM generate_series(1, 2000) n",
        "INSERT INTO t(d, r, f) VALUES ('NaN', '-Infinity', 'NaN'), (5e-324, 1e-45, 0.0), (-0.0, -0.0, 1e-20)");
    Path file = directory.resolve("t.json.zst");
    bench.belay.backupToFile(request(url, file), Progress.NONE);
    String copy = PostgresServers.V15.copyOf(url);
    PostgresServers.run(
        copy,
        "DELETE FROM t WHERE id % 3 = 0",
        "UPDATE t SET s = 'x' WHERE id % 3 = 1",
        "DELETE FROM bag WHERE x = 1");
    RestoreRequest request = RestoreRequest.of(file.toString()).withDatabase(copy);
    bench.restore(request);
    assertThat(
            bench
                .belay
                .diff(
                    new dev.belay.DiffRequest(url, Optional.of(copy), List.of()),
                    Progress.NONE,
                    Optional.empty())
                .equal())
        .isTrue();
    String fresh = PostgresServers.V15.freshDatabase();
    bench.restore(RestoreRequest.of(file.toString()).asNew(fresh));
    assertThat(
            bench
                .belay
                .diff(
                    new dev.belay.DiffRequest(url, Optional.of(fresh), List.of()),
                    Progress.NONE,
                    Optional.empty())
                .equal())
        .isTrue();
  }
}
