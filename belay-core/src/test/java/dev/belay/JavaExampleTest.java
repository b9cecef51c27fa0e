package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.config.Configuration;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of the Java API, run; the pages that show it show these very lines. */
final class JavaExampleTest {
  private static final Path ROOT =
      Path.of(System.getProperty("belay.root", "..")).toAbsolutePath().normalize();

  private final List<String> log = new ArrayList<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private Path config;
  private Path database;

  @BeforeEach
  void shop(@TempDir Path directory) throws IOException, SQLException {
    database = directory.resolve("shop.db");
    config = directory.resolve("belay.yaml");
    Files.writeString(directory.resolve("password"), "correct horse battery staple\n");
    Files.writeString(
        config,
        """
        repository:
          path: backups
          password-file: password
        databases:
          shop: shop.db
        """);
    sql("CREATE TABLE products(id INTEGER PRIMARY KEY, price INTEGER)");
    sql("INSERT INTO products VALUES (1, 100), (2, 250)");
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement work = connection.createStatement()) {
      work.execute(statement);
    }
  }

  private int price() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement work = connection.createStatement();
        ResultSet row = work.executeQuery("SELECT price FROM products WHERE id = 2")) {
      return row.getInt(1);
    }
  }

  private void breakSomething() throws SQLException {
    sql("UPDATE products SET price = 2 WHERE id = 2");
  }

  private void example() throws SQLException {
    // <example>
    Progress progress = Progress.of(phase -> log.add(phase), stop::get);
    try (Belay belay = Belay.open(Configuration.read(config))) {
      String id = belay.backup(BackupRequest.of("shop"), progress).snapshot().orElseThrow();
      breakSomething();
      DiffResult diff = belay.diff(DiffRequest.of(id), progress, Optional.empty());
      log.add("rows that differ: " + diff.tables().get(0).update());
      RestoreRequest request = RestoreRequest.of(id).withTables("products");
      Plan plan = belay.plan(request, progress);
      RunResult result = belay.restore(request, Optional.of(plan.id()), progress);
      log.add(result.outcome() + ", before it: snapshot " + result.safety().orElseThrow());
      belay.undo(UndoRequest.last(), Optional.empty(), progress);
    }
    // </example>
  }

  @Test
  void it_runs() throws SQLException {
    example();
    assertThat(log)
        .contains("rows that differ: 1", "comparing", "verifying", "committing")
        .anyMatch(line -> line.startsWith("COMMITTED, before it: snapshot "));
    assertThat(price()).isEqualTo(2);
  }

  @Test
  void whoever_stops_it_gets_nothing_changed() {
    stop.set(true);
    assertThatThrownBy(this::example)
        .isInstanceOfSatisfying(BelayException.class, JavaExampleTest::saysThatItWasStopped);
  }

  private static void saysThatItWasStopped(BelayException e) {
    assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
    assertThat(e.getMessage())
        .matches("interrupted.*; (nothing was changed|no snapshot was taken)");
    assertThat(e.hint()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reading", "checking", "storing"})
  void a_backup_stopped_in_any_phase_takes_no_snapshot(String phase) {
    Progress progress =
        Progress.of(begun -> stop.compareAndSet(false, begun.equals(phase)), stop::get);
    List<String> snapshots = new ArrayList<>();
    try (Belay belay = Belay.open(Configuration.read(config))) {
      belay.backup(BackupRequest.of("shop"), Progress.NONE);
      assertThatThrownBy(() -> belay.backup(BackupRequest.of("shop"), progress))
          .isInstanceOfSatisfying(BelayException.class, JavaExampleTest::saysThatItWasStopped);
      belay.list(ListRequest.ALL, each -> snapshots.add(each.snapshot()));
    }
    assertThat(snapshots).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/java.md", "belay-core/src/main/java/dev/belay/package-info.java"})
  void the_pages_show_these_lines(String page) throws IOException {
    assertThat(lines(Files.readString(ROOT.resolve(page)))).contains(shown());
  }

  private static String shown() throws IOException {
    String source =
        Files.readString(ROOT.resolve("belay-core/src/test/java/dev/belay/JavaExampleTest.java"));
    int begin = source.indexOf("// <example>\n") + "// <example>\n".length();
    return lines(source.substring(begin, source.indexOf("// </example>"))).strip();
  }

  /** Without what the place makes of a line: its indentation, a comment's star. */
  private static String lines(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("^ ?\\* ?", "").strip())
        .reduce("", (all, line) -> all + "\n" + line);
  }
}
