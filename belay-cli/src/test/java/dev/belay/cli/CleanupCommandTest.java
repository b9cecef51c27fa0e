package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile's rules at the command line. */
class CleanupCommandTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void board() {
    cli = new Cli(directory);
    cli.sql(
        "CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, points INTEGER)",
        "CREATE TABLE instances(id INTEGER PRIMARY KEY, who INTEGER REFERENCES users(id))",
        "CREATE TABLE streaks(id INTEGER PRIMARY KEY, days INTEGER)",
        "INSERT INTO users VALUES (1, 'ann', 5), (2, 'bob', 7)",
        "INSERT INTO instances VALUES (1, 1), (2, 2)",
        "INSERT INTO streaks VALUES (1, 30)");
    cli.write(
        "belay.yaml",
        """
        databases:
          board: shop.db
        profiles:
          game:
            database: board
            groups: {history: [streaks]}
            on-restore: {clear: [instances], set: {users: {points: 0}}}
            cleanup:
              clear: [instances, {group: history}]
              set: {users: {values: {points: 0}, where: "points > 5"}}
        """);
  }

  @Test
  void a_cleanup_is_shown_asked_for_and_undone() {
    Cli.Result preview = cli.ok("cleanup", "game", "--dry-run");
    assertThat(preview.out())
        .contains(
            "by the rules of profile game",
            "rule: clear instances: 2 rows",
            "rule: set users points = 0 where points > 5: 1 row",
            "Nothing was changed.",
            "belay cleanup game --plan ");

    assertThat(cli.typing("RESTORE\n").run("cleanup", "game").exit()).isEqualTo(3);
    Cli.Result done = cli.typing("CLEANUP\n").ok("cleanup", "game", "--keep", "history");
    assertThat(done.out()).contains("keep streaks as it is", "committed");
    assertThat(cli.ok("cleanup", "game", "--keep", "history", "--yes").out())
        .contains("already equal");
    assertThat(cli.ok("undo", "--yes").out()).contains("committed");
  }

  @Test
  void scripts_get_the_rules_beside_the_tables() {
    JsonNode planned = cli.ok("cleanup", "game", "--dry-run", "--json").json();
    assertThat(planned.get("command").asText()).isEqualTo("cleanup");
    assertThat(planned.get("outcome").asText()).isEqualTo("planned");
    assertThat(planned.get("rules")).hasSize(3);
    assertThat(planned.get("rules").get(0).toString())
        .isEqualTo("{\"rule\":\"clear\",\"table\":\"instances\",\"sql\":null,\"rows\":2}");
    JsonNode run =
        cli.ok("cleanup", "game", "--plan", planned.get("plan").asText(), "--json").json();
    assertThat(run.get("outcome").asText()).isEqualTo("committed");
    assertThat(run.get("safety").asText()).isNotEmpty();
    JsonNode history = cli.ok("history", "--json").json().get("runs").get(0);
    assertThat(history.get("command").asText()).isEqualTo("cleanup");
  }

  @Test
  void a_restore_takes_the_rules_of_a_profile() {
    cli.ok("backup", "board");
    cli.sql("UPDATE users SET name = 'x'");
    JsonNode run = cli.ok("restore", "latest", "--profile", "game", "--yes", "--json").json();
    assertThat(run.get("rules")).hasSize(2);
    assertThat(run.get("tables").toString())
        .contains("\"table\":\"instances\",\"insert\":0,\"update\":0,\"delete\":2");
  }

  @Test
  void what_is_wrong_is_told_by_its_name() {
    assertThat(cli.run("cleanup", "game").exit()).isEqualTo(3);
    Cli.Result unknown = cli.run("cleanup", "gme");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("no profile gme", "game");
    Cli.Result group = cli.run("cleanup", "game", "--keep", "histry", "--yes");
    assertThat(group.exit()).isEqualTo(2);
    assertThat(group.err()).contains("histry");
  }
}
