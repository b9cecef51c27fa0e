package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code belay restore --key}, from snapshots and from files, and without a snapshot's name. */
class NaturalKeyCommandTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void shop() {
    cli = new Cli(directory).shop();
    cli.ok("backup", "shop.db", "--description", "first");
  }

  /** The same people under other ids: every order would belong to somebody else. */
  private void elsewhere() {
    cli.sql(
        "DELETE FROM orders",
        "DELETE FROM customers",
        "INSERT INTO customers SELECT 501 - n.i, 'name ' || n.i, NULL FROM (WITH RECURSIVE n(i) AS"
            + " (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 60) SELECT i FROM n) n",
        "INSERT INTO orders SELECT id, id, 7 FROM customers");
  }

  @Test
  void the_plan_says_how_rows_are_matched_and_the_second_one_is_empty() {
    elsewhere();
    Cli.Result shown = cli.ok("restore", "latest", "--key", "customers=name", "--dry-run");
    assertThat(shown.out())
        .contains("mode merge")
        .contains("customers matched by name: 59 found, 41 new")
        .contains("orders matched by all they hold but the id: 0 found, 300 new");
    JsonNode plan =
        cli.ok("restore", "latest", "--key", "customers=name", "--dry-run", "--json").json();
    assertThat(plan.at("/matched/0/table").asText()).isEqualTo("customers");
    assertThat(plan.at("/matched/0/by/0").asText()).isEqualTo("name");
    assertThat(plan.at("/matched/0/found").asInt()).isEqualTo(59);
    assertThat(plan.at("/matched/0/new").asInt()).isEqualTo(41);
    cli.ok("restore", "latest", "--key", "customers=name", "--plan", plan.get("plan").asText());
    assertThat(
            cli.ok("restore", "latest", "--key", "customers=name", "--dry-run", "--json")
                .json()
                .get("empty")
                .asBoolean())
        .isTrue();
    assertThat(cli.ok("undo", "--yes").out()).contains("committed");
  }

  @Test
  void a_file_and_another_database_go_the_same_way() {
    cli.ok("export", "latest", "--output", "whole.json", "--include-sensitive");
    cli.ok("export", "latest", "--format", "csv", "--output", "tables/", "--include-sensitive");
    cli.ok("restore", "latest", "--db", "other.db", "--create", "--yes");
    elsewhere();
    for (String source : new String[] {"whole.json", "tables/", "other.db"}) {
      JsonNode plan =
          cli.ok(
                  "restore",
                  source,
                  "--db",
                  "shop.db",
                  "--key",
                  "customers=name",
                  "--dry-run",
                  "--json")
              .json();
      assertThat(plan.at("/matched/0/found").asInt()).as(source).isEqualTo(59);
      assertThat(plan.at("/matched/1/new").asInt()).as(source).isEqualTo(300);
    }
    cli.write("customers.csv", "email,name,id\r\nnew@example.org,name 2,9\r\nx,nobody,10\r\n");
    JsonNode run =
        cli.ok(
                "restore",
                "customers.csv",
                "--db",
                "shop.db",
                "--key",
                "customers=name",
                "--yes",
                "--json")
            .json();
    assertThat(run.at("/tables/0/update").asInt()).isEqualTo(1);
    assertThat(run.at("/tables/0/insert").asInt()).isEqualTo(1);
  }

  @Test
  void what_is_no_key_is_told() {
    assertThat(cli.run("restore", "latest", "--key", "customers").err())
        .contains("is no table with its columns", "--key words=text");
    assertThat(cli.run("restore", "latest", "--key", "customers=nam", "--dry-run").err())
        .contains("no column nam", "Did you mean name?");
    assertThat(cli.run("restore", "latest", "--key", "custmers=name", "--dry-run").err())
        .contains("no table custmers", "Did you mean customers?");
    Cli.Result twice = cli.run("restore", "latest", "--key", "customers=email", "--dry-run");
    assertThat(twice.exit()).isZero();
    cli.sql("UPDATE customers SET email = 'same' WHERE id < 4");
    Cli.Result same = cli.run("restore", "latest", "--key", "customers=email", "--dry-run");
    assertThat(same.exit()).isEqualTo(3);
    assertThat(same.err()).contains("2 rows of customers", "(first: email same)");
  }

  @Test
  void without_a_snapshot_a_person_picks_one_and_a_script_is_told() {
    cli.ok("backup", "shop.db", "--description", "second");
    cli.damage();
    Cli.Result picked = cli.typing("2\nRESTORE\n").ok("restore");
    assertThat(picked.out())
        .containsSubsequence("Snapshots of shop", "second", "first")
        .contains("committed");
    for (String typed : new String[] {"", "\n", "0\n", "9\n", "two\n"}) {
      Cli.Result none = cli.typing(typed).run("restore");
      assertThat(none.exit()).as(typed).isEqualTo(3);
      assertThat(none.err()).as(typed).contains("nothing was changed");
    }
    Cli.Result script = cli.run("restore", "--yes");
    assertThat(script.exit()).isEqualTo(2);
    assertThat(script.err()).contains("which snapshot is missing", "latest");
    assertThat(cli.typing("1\n").run("restore", "--db", "other.db").exit()).isEqualTo(2);
  }
}
