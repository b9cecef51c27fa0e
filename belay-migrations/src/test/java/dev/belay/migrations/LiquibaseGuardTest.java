package dev.belay.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real updates by Liquibase. */
final class LiquibaseGuardTest {
  private Place place;

  @BeforeEach
  void place(@TempDir Path directory) {
    place = new Place(directory);
  }

  private void update(String database, String jdbc, int changes)
      throws SQLException, LiquibaseException {
    try (Connection connection = DriverManager.getConnection(jdbc);
        Liquibase liquibase =
            new Liquibase(
                "changes.sql",
                new ClassLoaderResourceAccessor(),
                DatabaseFactory.getInstance()
                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)))) {
      liquibase.setChangeExecListener(LiquibaseGuard.of(place.settings(), database));
      liquibase.update(changes, new Contexts(), new liquibase.LabelExpression());
    }
  }

  private void guards(String database, String jdbc, String history)
      throws SQLException, LiquibaseException {
    update(database, jdbc, 1);
    update(database, jdbc, 1);
    assertThat(Place.rows(jdbc, "SELECT name FROM people")).containsExactly("ADA");
    assertThat(place.snapshots()).hasSize(2);
    assertThat(place.snapshots().get(0).type()).isEqualTo("safety");
    assertThat(place.snapshots().get(0).description())
        .isEqualTo("before change set shout of ann in changes.sql");
    update(database, jdbc, 1);
    assertThat(place.snapshots()).hasSize(2);
    place.restore("latest:safety", database, false, history + "*");
    assertThat(Place.rows(jdbc, "SELECT name FROM people")).containsExactly("Ada");
  }

  @Test
  void a_snapshot_is_taken_before_the_first_change_and_none_where_there_is_none()
      throws SQLException, LiquibaseException {
    Path file = place.directory().resolve("app.db");
    guards(file.toString(), "jdbc:sqlite:" + file, "DATABASECHANGELOG");
  }

  @Test
  void where_the_snapshot_fails_nothing_is_changed() throws Exception {
    Path file = place.directory().resolve("app.db");
    update(file.toString(), "jdbc:sqlite:" + file, 1);
    Files.delete(place.directory().resolve(".belay/repo/config"));
    Files.writeString(place.directory().resolve(".belay/repo/config"), "not a repository");
    assertThatThrownBy(() -> update(file.toString(), "jdbc:sqlite:" + file, 1))
        .hasMessageContaining("change set shout of ann in changes.sql was not begun");
    assertThat(Place.rows("jdbc:sqlite:" + file, "SELECT name FROM people")).containsExactly("Ada");
  }

  @Test
  @Tag("server")
  void on_postgresql_it_is_the_same() throws SQLException, LiquibaseException {
    Server.Database there = Server.fresh();
    guards(there.url(), there.jdbc(), "databasechangelog");
  }
}
