package dev.belay.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.DiffRequest;
import dev.belay.ExportRequest;
import dev.belay.Target;
import dev.belay.UndoRequest;
import dev.belay.Workbench;
import dev.belay.engine.Credentials;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportResult;
import dev.belay.model.ExportRules;
import dev.belay.model.Mask;
import dev.belay.model.Progress;
import dev.belay.model.RunRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out of a SQLite database, and what does not. */
class ExportTest {
  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "PRAGMA user_version = 7",
        "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
            + " email TEXT UNIQUE, Password_Hash TEXT NOT NULL, otp_seed BLOB)",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users, total REAL,"
            + " note TEXT)",
        "CREATE TABLE odd (x, \"a \"\"b\"\"\" TEXT, n NUMERIC, b BLOB)",
        "CREATE INDEX by_user ON orders(user_id)",
        "CREATE TRIGGER t AFTER INSERT ON orders BEGIN UPDATE users SET name = 'fired'; END",
        "INSERT INTO users VALUES (1, 'Ann', 'ann@x.org', 'hunter2-hash', x'00ff'),"
            + " (9, 'Bob', NULL, 'hunter3-hash', NULL)",
        "INSERT INTO orders SELECT value, 1 + 8 * (value % 2), value * 1.5, NULL FROM"
            + " (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 500)"
            + " SELECT value FROM n)",
        "UPDATE users SET name = CASE id WHEN 1 THEN 'Ann!' ELSE 'Bob' END",
        "INSERT INTO odd VALUES (9223372036854775807, '', -9223372036854775808, x'')",
        "INSERT INTO odd VALUES (9007199254740993, 'line\nend\ttab\\', 0.1, 'text in blob')",
        "INSERT INTO odd VALUES (-0.0, '\"q\",;''s', 9e999, 12)",
        "INSERT INTO odd VALUES (1.0, NULL, -9e999, 1.5)",
        "INSERT INTO odd VALUES ('1.0', 'a' || char(0) || 'b', 'NaN', CAST(x'fffe' AS TEXT))",
        "INSERT INTO odd VALUES (x'00ff', CAST(x'c328' AS TEXT), 1e300, NULL)",
        "INSERT INTO odd VALUES (NULL, '^itag', 4.9e-324, '=SUM(A1)')",
        "INSERT INTO odd VALUES ('=1+2', '👋 zażółć', 123456789012345678, x'5e')");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static ExportRequest request(String source, Path output) {
    return ExportRequest.of(source, output + (Files.isDirectory(output) ? "/" : ""))
        .withMaskKey("a key for tests");
  }

  private ExportResult export(String source, Path output) {
    return bench.belay.export(request(source, output), Progress.NONE);
  }

  private DiffResult diff(String from, String to) {
    return bench.belay.diff(
        new DiffRequest(from, Optional.of(to), List.of()), Progress.NONE, Optional.empty());
  }

  private void refused(ErrorCode code, String message, ExportRequest request) {
    assertThatThrownBy(() -> bench.belay.export(request, Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(message);
              assertThat(e.hint()).isNotEmpty();
            });
  }

  @Test
  void sql_with_everything_loads_with_sqlite3_into_the_same_database() throws Exception {
    String snapshot = bench.backup();
    Path script = directory.resolve("app.sql");
    bench.belay.export(request(snapshot, script).withSensitive("a test"), Progress.NONE);
    Path loaded = directory.resolve("loaded.db");
    Tools.sqlite3(loaded, script);
    assertThat(diff(snapshot, loaded.toString()).equal()).isTrue();
    assertThat(bench.rows("SELECT name FROM users WHERE id = 1")).containsExactly("Ann!");
    Path counter =
        Files.writeString(
            directory.resolve("ask.sql"),
            "SELECT seq FROM sqlite_sequence; PRAGMA user_version; SELECT name FROM users WHERE id = 9;"
                + " SELECT count(*) FROM sqlite_schema;");
    assertThat(Tools.sqlite3(loaded, counter).lines()).containsExactly("9", "7", "Bob", "7");
  }

  @Test
  void sql_keeps_what_sqlite3_takes_from_the_ends_of_lines() throws Exception {
    bench.sql(
        "CREATE TABLE lines (id INTEGER PRIMARY KEY, v TEXT)",
        "INSERT INTO lines VALUES (1, 'a' || char(13, 10) || 'b''\\r' || char(13) || '\\r0;'),"
            + " (2, replace(printf('%2000s', ''), ' ', char(13, 10))), (3, char(0, 13, 10))");
    String snapshot = bench.backup();
    Path script = directory.resolve("app.sql");
    bench.belay.export(request(snapshot, script).withSensitive("a test"), Progress.NONE);
    Path loaded = directory.resolve("loaded.db");
    Tools.sqlite3(loaded, script);
    assertThat(diff(snapshot, loaded.toString()).equal()).isTrue();
  }

  @Test
  void names_that_mean_a_secret_are_known_and_others_go_out() throws Exception {
    bench.sql(
        "CREATE TABLE staff (id INTEGER PRIMARY KEY, pin, user_pass, pw, old_pw, pw_hash, Passwort,"
            + " pinned, boarding_pass, spawn)");
    assertThat(export(bench.backup(), directory.resolve("staff.json")).leftOut())
        .filteredOn(c -> c.startsWith("staff."))
        .containsExactly(
            "staff.pin",
            "staff.user_pass",
            "staff.pw",
            "staff.old_pw",
            "staff.pw_hash",
            "staff.Passwort");
  }

  @Test
  void sql_without_secrets_loads_too() throws Exception {
    Path script = directory.resolve("app.sql");
    ExportResult result = export(bench.database.toString(), script);
    assertThat(result.leftOut()).containsExactlyInAnyOrder("users.Password_Hash", "users.otp_seed");
    Path loaded = directory.resolve("loaded.db");
    Tools.sqlite3(loaded, script);
    assertThat(diff(bench.database.toString(), loaded.toString()).tables())
        .allSatisfy(t -> assertThat(t.insert() + t.delete()).isZero())
        .filteredOn(t -> t.update() > 0)
        .singleElement()
        .satisfies(t -> assertThat(t.table().name()).isEqualTo("users"));
  }

  @Test
  void a_sqlite_file_of_everything_is_the_database_itself() throws Exception {
    String snapshot = bench.backup();
    Path copy = directory.resolve("copy.db");
    bench.belay.export(request(snapshot, copy).withSensitive("a test"), Progress.NONE);
    assertThat(diff(snapshot, copy.toString()).equal()).isTrue();
    Path ask =
        Files.writeString(
            directory.resolve("ask.sql"), "PRAGMA user_version; PRAGMA integrity_check;");
    assertThat(Tools.sqlite3(copy, ask).lines()).containsExactly("7", "ok");
  }

  @Test
  void a_sqlite_file_of_some_tables_has_their_rows_exactly() throws Exception {
    String snapshot = bench.backup();
    Path copy = directory.resolve("some.db");
    bench.belay.export(request(snapshot, copy).withTables("odd", "orders"), Progress.NONE);
    assertThat(
            bench
                .belay
                .diff(
                    new DiffRequest(
                        snapshot, Optional.of(copy.toString()), List.of("odd", "orders")),
                    Progress.NONE,
                    Optional.empty())
                .equal())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x.json", "x.json.gz", "x.json.zst", "x.sql", "x.sql.gz", "x.db", "x.db.gz"})
  void no_format_holds_a_secret_unless_asked(String name) throws Exception {
    Path file = directory.resolve(name);
    export(bench.database.toString(), file);
    assertThat(plain(file)).contains("Ann").doesNotContain("hunter2");
    Path all = directory.resolve("all-" + name);
    bench.belay.export(
        request(bench.database.toString(), all).withSensitive("a test"), Progress.NONE);
    assertThat(plain(all)).contains("hunter2");
    assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("GROUP", "OTHERS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "csv", "sql", "sqlite"})
  void a_directory_gets_one_file_a_table_and_a_summary(String format) throws Exception {
    Path out = Files.createDirectory(directory.resolve("out"));
    ExportRequest request =
        ExportRequest.of(bench.database.toString(), out.toString()).withFormat(format);
    bench.belay.export(request, Progress.NONE);
    List<String> names;
    try (Stream<Path> files = Files.list(out)) {
      names = files.map(f -> f.getFileName().toString()).sorted().toList();
    }
    String suffix = format.equals("sqlite") ? "db" : format;
    assertThat(names)
        .containsExactly("odd." + suffix, "orders." + suffix, "summary.json", "users." + suffix);
    assertThat(Files.readString(out.resolve("summary.json")))
        .contains("\"users.Password_Hash\"", "\"rows\" : 500", "\"belay_export\" : 1");
    for (String name : names) {
      assertThat(plain(out.resolve(name))).doesNotContain("hunter2");
    }
  }

  @Test
  void csv_tells_null_from_empty_and_guards_against_formulas() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExportRequest request =
        ExportRequest.of(bench.database.toString(), "-")
            .withTables("odd")
            .withFormat("csv")
            .withStandard(out)
            .withFormulaGuard();
    bench.belay.export(request, Progress.NONE);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("x,\"a \"\"b\"\"\",n,b\r\n")
        .contains("9223372036854775807,\"\",-9223372036854775808,\\x\r\n")
        .contains("\r\n1.0,,-Infinity,1.5\r\n")
        .contains("\r\n'=1+2,👋 zażółć,123456789012345678,\\x5e\r\n");
  }

  @Test
  void masks_keep_joins_and_keys() throws Exception {
    ExportRules rules =
        new ExportRules(
            List.of("users.name"),
            List.of("users.otp_*"),
            Map.of(
                "users.id", new Mask.Hash(),
                "users.email", new Mask.Fake(Mask.Kind.EMAIL),
                "orders.note", new Mask.Fixed("gone")));
    Target target = new Target("app", bench.database.toString(), Credentials.NONE, false, rules);
    Path copy = directory.resolve("masked.db");
    try (Workbench named = new Workbench(directory, Map.of("app", target))) {
      ExportResult result = named.belay.export(request("app", copy), Progress.NONE);
      assertThat(result.masked())
          .containsExactlyInAnyOrder("users.id", "users.email", "orders.user_id", "orders.note");
      assertThat(result.leftOut()).containsExactlyInAnyOrder("users.name", "users.Password_Hash");
    }
    Path ask =
        Files.writeString(
            directory.resolve("ask.sql"),
            "SELECT count(*) FROM orders JOIN users ON users.id = user_id; "
                + "SELECT count(*) FROM users WHERE id IN (1, 9);"
                + "SELECT count(*) FROM users WHERE email LIKE '%@example.com';"
                + "SELECT DISTINCT note FROM orders; SELECT count(otp_seed) FROM users;");
    assertThat(Tools.sqlite3(copy, ask).lines()).containsExactly("500", "0", "1", "gone", "1");
  }

  @Test
  void the_history_records_that_secrets_went_out_and_undo_passes_over_it() throws Exception {
    bench.backup();
    bench.sql("DELETE FROM orders WHERE id < 5");
    bench.restore(dev.belay.RestoreRequest.of("latest"));
    Path file = directory.resolve("all.json");
    bench.belay.export(request("latest", file).withSensitive("a test"), Progress.NONE);
    RunRecord record = bench.belay.history().get(0);
    assertThat(record.command()).isEqualTo("export");
    assertThat(record.reason()).isEqualTo("a test");
    assertThat(String.join(" ", record.notes())).contains("users.Password_Hash", "all.json");
    assertThatThrownBy(() -> bench.belay.plan(UndoRequest.of(record.run()), Progress.NONE))
        .hasMessageContaining("changed nothing");
    bench.undo();
    assertThat(bench.rows("SELECT count(*) FROM orders")).containsExactly("496");
  }

  @Test
  void bad_requests_are_refused_and_leave_nothing_behind() throws Exception {
    String db = bench.database.toString();
    Path there = Files.writeString(directory.resolve("there.json"), "mine");
    refused(ErrorCode.REFUSED, "exists already", request(db, there));
    assertThat(Files.readString(there)).isEqualTo("mine");
    refused(
        ErrorCode.NOT_FOUND, "there is no directory", request(db, directory.resolve("no/x.json")));
    refused(ErrorCode.USAGE, "does not tell the format", request(db, directory.resolve("x.txt")));
    refused(ErrorCode.USAGE, "holds one table", request(db, directory.resolve("x.csv")));
    refused(
        ErrorCode.NOT_FOUND,
        "no table ordes",
        request(db, directory.resolve("x.json")).withTables("ordes"));
    refused(ErrorCode.NOT_FOUND, "no database", request("nosuch", directory.resolve("x.json")));
    ExportRules wrong = new ExportRules(List.of("users.nme"), List.of(), Map.of());
    Target target = new Target("app", db, Credentials.NONE, false, wrong);
    try (Workbench named = new Workbench(directory, Map.of("app", target))) {
      assertThatThrownBy(
              () -> named.belay.export(request("app", directory.resolve("x.json")), Progress.NONE))
          .hasMessageContaining("users.nme")
          .hasMessageContaining("users.name");
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .allSatisfy(n -> assertThat(n).doesNotStartWith(".belay-").doesNotStartWith("x."));
    }
  }

  /** The content whatever it is packed with, as far as it is text. */
  private static String plain(Path file) throws IOException {
    try (var in = Compression.reading(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
