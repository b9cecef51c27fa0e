package dev.belay.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.SnapshotSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real migrations by Flyway, and what really brings one back from them. */
final class FlywayGuardTest {
  private Place place;
  private Path file;
  private String jdbc;

  @BeforeEach
  void place(@TempDir Path directory) {
    place = new Place(directory);
    file = directory.resolve("app.db");
    jdbc = "jdbc:sqlite:" + file;
  }

  private int migrate(String... locations) {
    return migrateAt(file.toString(), jdbc, "", locations);
  }

  private int migrateAt(String database, String url, String user, String... locations) {
    return flyway(database, url, user, locations).migrate().migrationsExecuted;
  }

  private Flyway flyway(String database, String url, String user, String... locations) {
    return Flyway.configure()
        .dataSource(url, user, "")
        .locations(locations)
        .callbacks(FlywayGuard.of(place.settings(), database))
        .load();
  }

  private List<String> names(String url) throws SQLException {
    return Place.rows(url, "SELECT name FROM people ORDER BY id");
  }

  @Test
  void a_snapshot_is_taken_before_what_is_pending_and_none_where_nothing_is() {
    assertThat(migrate("first")).isEqualTo(1);
    int before = place.snapshots().size();
    assertThat(migrate("first", "adding", "taking")).isEqualTo(2);
    assertThat(place.snapshots()).hasSize(before + 1);
    SnapshotSummary newest = place.snapshots().get(0);
    assertThat(newest.type()).isEqualTo("safety");
    assertThat(newest.description()).isEqualTo("before migration 2 add email, 3 drop age");
    assertThat(migrate("first", "adding", "taking")).isZero();
    assertThat(place.snapshots()).hasSize(before + 1);
  }

  @Test
  void where_the_snapshot_fails_nothing_is_migrated() throws Exception {
    migrate("first");
    place.directory().resolve(".belay/repo/config").toFile().delete();
    Files.writeString(place.directory().resolve(".belay/repo/config"), "not a repository");
    assertThatThrownBy(() -> migrate("first", "adding"))
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("migration 2 add email was not begun")
        .hasMessageContaining("the snapshot before it failed");
    assertThat(names(jdbc)).containsExactly("Ada", "Grace");
  }

  @Test
  void a_new_database_with_the_structure_from_before_can_always_be_built() throws SQLException {
    migrate("first");
    migrate("first", "adding", "taking");
    Path old = place.directory().resolve("old.db");
    place.restore("latest:safety", old.toString(), true);
    String there = "jdbc:sqlite:" + old;
    assertThat(names(there)).containsExactly("Ada", "Grace");
    assertThat(Place.rows(there, "SELECT age FROM people")).containsExactly("36", "85");
    assertThat(Place.rows(there, "SELECT owner FROM pets")).containsExactly("2");
    // Flyway finds it as it was, too, and can go the same way again.
    assertThat(migrateAt(old.toString(), there, "", "first", "adding", "taking")).isEqualTo(2);
  }

  @Test
  void the_file_moved_aside_it_can_be_built_in_its_own_place() throws Exception {
    migrate("first");
    migrate("first", "adding", "taking");
    Files.move(file, place.directory().resolve("migrated.db"));
    place.restore("latest:safety", file.toString(), true);
    assertThat(names(jdbc)).containsExactly("Ada", "Grace");
  }

  @Test
  void rows_come_back_where_the_migration_only_added_if_flyways_table_is_left_out()
      throws SQLException {
    migrate("first");
    migrate("first", "adding");
    assertThat(names(jdbc)).containsExactly("ADA", "GRACE");
    place.restore("latest:safety", file.toString(), false, "flyway_schema_history");
    assertThat(names(jdbc)).containsExactly("Ada", "Grace");
    assertThat(Place.rows(jdbc, "SELECT count(*) FROM visits")).containsExactly("0");
    assertThat(migrate("first", "adding")).isZero();
  }

  @Test
  void with_flyways_table_it_would_migrate_again_and_find_that_done() {
    migrate("first");
    migrate("first", "adding");
    place.restore("latest:safety", file.toString(), false);
    assertThatThrownBy(() -> migrate("first", "adding"))
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("duplicate column");
  }

  @Test
  void where_the_migration_took_something_away_rows_alone_are_refused() {
    migrate("first");
    migrate("first", "adding", "taking");
    assertThatThrownBy(() -> place.restore("latest:safety", file.toString(), false))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH))
        .hasMessageContaining("age")
        .hasMessageContaining("pets");
  }

  @Test
  @Tag("server")
  void on_postgresql_it_is_the_same() throws SQLException {
    Server.Database there = Server.fresh();
    String url = there.url();
    String driver = there.jdbc();
    migrateAt(url, driver, "postgres", "first");
    migrateAt(url, driver, "postgres", "first", "adding");
    assertThat(place.snapshots().get(0).description()).isEqualTo("before migration 2 add email");
    place.restore("latest:safety", url, false, "flyway_schema_history");
    assertThat(names(driver)).containsExactly("Ada", "Grace");
    int count = place.snapshots().size();
    assertThat(migrateAt(url, driver, "postgres", "first", "adding")).isZero();
    assertThat(place.snapshots()).hasSize(count);
    migrateAt(url, driver, "postgres", "first", "adding", "taking");
    assertThatThrownBy(() -> place.restore("latest:safety", url, false))
        .hasMessageContaining("age")
        .hasMessageContaining("pets");
  }
}
