package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command with its JSON, on a real SQLite file. */
class WorkflowTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void shop() {
    cli = new Cli(directory).shop();
  }

  @Test
  void a_backup_tells_what_it_stored() {
    JsonNode json =
        cli.ok("backup", "shop.db", "--json", "--description", "first", "--tag", "a", "--tag", "b")
            .json();

    assertThat(names(json))
        .containsExactly(
            "snapshot",
            "database",
            "type",
            "tables",
            "rows",
            "bytes",
            "bytes_stored",
            "seconds",
            "warnings",
            "copies",
            "profile");
    assertThat(json.get("snapshot").asText()).matches("[0-9a-f]{64}");
    assertThat(json.get("database").asText()).isEqualTo("shop");
    assertThat(json.get("type").asText()).isEqualTo("manual");
    assertThat(json.get("rows").asLong()).isEqualTo(400);
    assertThat(json.at("/tables/0/table").asText()).isEqualTo("customers");
    assertThat(json.at("/tables/0/rows").asLong()).isEqualTo(100);
  }

  @Test
  void a_dry_run_of_a_backup_stores_nothing() {
    assertThat(cli.ok("backup", "shop.db", "--dry-run", "--json").json().get("snapshot").isNull())
        .isTrue();
    assertThat(cli.ok("backup", "shop.db", "--dry-run").out()).contains("nothing was stored");
    assertThat(directory.resolve(".belay")).doesNotExist();
  }

  @Test
  void log_tells_the_life_of_a_row() {
    cli.ok("backup", "shop.db");
    cli.sql("update customers set name = 'Ada L.' where id = 1");
    cli.ok("backup", "shop.db");

    JsonNode json = cli.ok("log", "shop.db", "customers", "1", "--json").json();
    assertThat(names(json)).containsExactly("database", "table", "key", "snapshots", "changes");
    assertThat(json.get("changes")).hasSize(2);
    assertThat(names(json.at("/changes/1")))
        .containsExactly("snapshot", "time", "type", "run", "change", "key", "columns");
    assertThat(json.at("/changes/1/change").asText()).isEqualTo("update");
    assertThat(json.at("/changes/1/columns/0/new").asText()).isEqualTo("Ada L.");
    assertThat(cli.ok("log", "shop", "customers", "1").out())
        .contains("there since", "changed since", "→ Ada L.", "looked into 2 snapshots");
  }

  @Test
  void list_filters_and_knows_a_database_by_its_file() {
    cli.ok("backup", "shop.db", "--type", "daily", "--tag", "keep");
    cli.ok("backup", "shop.db", "--description", "second");

    JsonNode all = cli.ok("list", "--json").json().get("snapshots");
    assertThat(all).hasSize(2);
    assertThat(names(all.get(0)))
        .contains(
            "snapshot",
            "time",
            "database",
            "type",
            "description",
            "created_by",
            "tags",
            "rows",
            "bytes");
    assertThat(all.get(0).get("description").asText()).isEqualTo("second");
    assertThat(count("list", "--type", "daily")).isEqualTo(1);
    assertThat(count("list", "--tag", "keep")).isEqualTo(1);
    assertThat(count("list", "--limit", "1")).isEqualTo(1);
    assertThat(count("list", "shop.db")).isEqualTo(2);
    assertThat(count("list", "shop")).isEqualTo(2);
    assertThat(count("list", "other")).isZero();
    assertThat(cli.ok("list").out()).contains("id  ", "second", "daily", "just now");
  }

  @Test
  void show_tells_tables_and_how_they_are_keyed() {
    cli.ok("backup", "shop.db");

    JsonNode json = cli.ok("show", "latest", "--json").json();
    assertThat(json.at("/tables/1/table").asText()).isEqualTo("orders");
    assertThat(json.at("/tables/1/key/0").asText()).isEqualTo("id");
    assertThat(json.at("/tables/1/columns/2/column").asText()).isEqualTo("total");
    assertThat(json.get("tool").asText()).startsWith("belay ");
    assertThat(cli.ok("show", "latest:shop").out()).contains("customers", "300", "whole DDL");
  }

  @Test
  void a_diff_counts_and_shows_rows() {
    cli.ok("backup", "shop.db");
    assertThat(cli.ok("diff", "latest", "--exit-code").out()).startsWith("equal: ");

    cli.damage();
    JsonNode json = cli.ok("diff", "latest", "--rows", "--json").json();
    assertThat(json.get("equal").asBoolean()).isFalse();
    assertThat(json.at("/tables/0/update").asLong()).isEqualTo(2);
    assertThat(json.at("/tables/1/insert").asLong()).isEqualTo(3);
    assertThat(json.at("/tables/1/delete").asLong()).isEqualTo(1);
    assertThat(json.get("rows")).hasSize(6);
    JsonNode update = json.at("/rows/0");
    assertThat(update.at("/key/id").asText()).isEqualTo("7");
    assertThat(update.at("/columns/0/column").asText()).isEqualTo("email");
    assertThat(update.at("/columns/0/old").isNull()).isTrue();
    assertThat(update.at("/columns/0/new").asText()).isEqualTo("u7@example.org");

    assertThat(cli.run("diff", "latest", "--exit-code").exit()).isEqualTo(1);
    assertThat(cli.ok("diff", "latest", "--rows", "--limit", "1").out())
        .contains("~ id=7", "email: NULL → u7@example.org", "+ id=1", "4 more rows")
        .doesNotContain("id=8");
    assertThat(
            cli.ok("diff", "latest", "shop.db", "--table", "customers", "--json")
                .json()
                .get("tables"))
        .hasSize(1);
    assertThat(cli.ok("diff", "latest", "--json").json().has("rows")).isFalse();
    assertThat(cli.ok("diff", "latest", "latest", "--rows", "--json").json().get("rows")).isEmpty();
  }

  @Test
  void a_restore_is_planned_then_applied_by_the_plan_and_undone_and_redone() {
    cli.ok("backup", "shop.db");
    cli.damage();

    JsonNode plan = cli.ok("restore", "latest", "--dry-run", "--json").json();
    assertThat(plan.get("outcome").asText()).isEqualTo("planned");
    assertThat(plan.get("run").isNull()).isTrue();
    String id = plan.get("plan").asText();
    assertThat(id).matches("[0-9a-f]{16}");

    JsonNode run =
        cli.ok("restore", "latest", "--plan", id, "--reason", "ticket 7", "--json").json();
    assertThat(names(run))
        .contains("plan", "run", "outcome", "safety", "tables", "warnings", "seconds");
    assertThat(run.get("outcome").asText()).isEqualTo("committed");
    assertThat(run.get("safety").asText()).matches("[0-9a-f]{64}");
    JsonNode orders = run.at("/tables/1");
    assertThat(orders.get("insert").asLong()).isEqualTo(3);
    assertThat(orders.get("delete").asLong()).isEqualTo(1);
    assertThat(orders.get("rows_before").asLong()).isEqualTo(298);
    assertThat(orders.get("rows_after").asLong()).isEqualTo(300);
    assertThat(cli.ok("diff", "latest:shop", "--json").json().get("equal").asBoolean()).isTrue();

    JsonNode undo = cli.ok("undo", "--yes", "--json").json();
    assertThat(undo.get("outcome").asText()).isEqualTo("committed");
    assertThat(cli.run("diff", "latest", "--exit-code").exit()).isEqualTo(1);
    cli.ok("undo", "--yes");
    assertThat(cli.run("diff", "latest", "--exit-code").exit()).isZero();

    JsonNode runs = cli.ok("history", "--json").json().get("runs");
    assertThat(runs).hasSize(3);
    assertThat(names(runs.get(2)))
        .contains(
            "run",
            "command",
            "database",
            "plan",
            "started",
            "finished",
            "outcome",
            "safety",
            "undone_by",
            "reason",
            "by");
    assertThat(runs.at("/2/reason").asText()).isEqualTo("ticket 7");
    assertThat(runs.at("/2/undone_by").asText()).isEqualTo(runs.at("/1/run").asText());
    assertThat(cli.ok("history", runs.at("/2/run").asText()).out()).contains("ticket 7", "orders");
    assertThat(cli.ok("history").out()).contains("undone", "undoes", "committed");
  }

  @Test
  void an_undo_of_what_was_undone_says_by_which_run() {
    cli.ok("backup", "shop.db");
    cli.damage();
    String run = cli.ok("restore", "latest", "--yes", "--json").json().get("run").asText();
    String undo = cli.ok("undo", run, "--yes", "--json").json().get("run").asText();
    String said =
        "run %s was undone already, by run %s".formatted(run.substring(0, 8), undo.substring(0, 8));

    assertThat(cli.ok("undo", run, "--dry-run").err()).contains(said);
    Cli.Result again = cli.ok("undo", run, "--yes");
    assertThat(again.err()).contains(said);
    assertThat(again.out()).contains("already equal, nothing to do");

    String redo = cli.ok("undo", undo, "--yes", "--json").json().get("run").asText();
    assertThat(cli.ok("undo", run, "--dry-run").err()).doesNotContain("undone already");
    Cli.Result late = cli.run("undo", undo, "--yes");
    assertThat(late.err())
        .contains("undone already, by run " + redo.substring(0, 8))
        .doesNotContain("rows changed since");

    String last = cli.ok("undo", run, "--yes", "--json").json().get("run").asText();
    JsonNode runs = cli.ok("history", "--json").json().get("runs");
    assertThat(runs.at("/3/undone_by").asText()).isEqualTo(last);
  }

  @Test
  void rows_that_newer_constraints_refuse_have_a_way_out() {
    cli.sql("CREATE TABLE lone (id INTEGER PRIMARY KEY, v TEXT)");
    cli.sql("CREATE TABLE few (id INTEGER PRIMARY KEY, n INT)");
    cli.sql("INSERT INTO lone VALUES (1, 'one')");
    cli.sql("INSERT INTO few VALUES (1, -1)");
    cli.ok("backup", "shop.db");
    cli.sql("DROP TABLE lone");
    cli.sql("DROP TABLE few");
    cli.sql("CREATE TABLE word (v TEXT PRIMARY KEY)");
    cli.sql("CREATE TABLE lone (id INTEGER PRIMARY KEY, v TEXT REFERENCES word)");
    cli.sql("CREATE TABLE few (id INTEGER PRIMARY KEY, n INT CHECK (n > 0))");

    Cli.Result reference = cli.run("restore", "latest", "--exclude-table", "few", "--yes");
    assertThat(reference.exit()).isEqualTo(3);
    assertThat(reference.err())
        .contains("the snapshot does not have word: leave lone out with --exclude-table");
    Cli.Result check = cli.run("restore", "latest", "--exclude-table", "lone", "--yes");
    assertThat(check.exit()).isEqualTo(3);
    assertThat(check.err())
        .contains("CHECK (n > 0) does not hold", "--exclude-table", "--create --db");
    cli.ok("restore", "latest", "--exclude-table", "lone", "--exclude-table", "few", "--yes");
  }

  @Test
  void rows_that_a_newer_table_needs_can_be_kept() {
    cli.ok("backup", "shop.db");
    cli.sql("CREATE TABLE extra (id INTEGER PRIMARY KEY, c INT REFERENCES customers)");
    cli.sql("INSERT INTO customers (id, name) VALUES (1000, 'new')");
    cli.sql("INSERT INTO extra VALUES (1, 1000)");

    Cli.Result refused = cli.run("restore", "latest", "--yes");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err())
        .contains("1 row of extra refers to rows of customers", "(--mode merge)")
        .doesNotContain("--table extra");
    cli.ok("restore", "latest", "--mode", "merge", "--yes");
  }

  @Test
  void what_is_equal_already_is_left_alone() {
    cli.ok("backup", "shop.db");

    assertThat(cli.ok("restore", "latest", "--yes").out()).contains("already equal, nothing to do");
    assertThat(cli.ok("restore", "latest", "--dry-run").out()).contains("already equal");
    assertThat(cli.typing("").ok("restore", "latest").out()).contains("already equal");
    assertThat(cli.ok("history", "--json").json().get("runs")).isEmpty();
  }

  @Test
  void a_new_database_is_built_from_a_snapshot() {
    cli.ok("backup", "shop.db");
    String copy = directory.resolve("copy.db").toString();

    cli.ok("restore", "latest", "--create", "--db", copy, "--yes");
    assertThat(cli.ok("diff", "latest", copy, "--json").json().get("equal").asBoolean()).isTrue();
  }

  @Test
  void check_proves_the_repository_and_finds_damage() throws java.io.IOException {
    cli.ok("backup", "shop.db");

    JsonNode json = cli.ok("check", "--read-data", "--json").json();
    assertThat(names(json))
        .containsExactly("ok", "snapshots", "packs", "bytes_read", "problems", "warnings");
    assertThat(json.get("ok").asBoolean()).isTrue();
    assertThat(json.get("bytes_read").asLong()).isPositive();
    assertThat(cli.ok("check").out()).contains("whole", "belay check --read-data");

    try (var files = java.nio.file.Files.walk(directory.resolve(".belay/repo/data"))) {
      Path pack = files.filter(java.nio.file.Files::isRegularFile).findFirst().orElseThrow();
      byte[] bytes = java.nio.file.Files.readAllBytes(pack);
      bytes[bytes.length / 2] ^= 1;
      pack.toFile().setWritable(true);
      java.nio.file.Files.write(pack, bytes);
    }
    Cli.Result damaged = cli.run("check", "--read-data", "--json");
    assertThat(damaged.exit()).isEqualTo(5);
    assertThat(damaged.json().get("problems")).isNotEmpty();
  }

  @Test
  void info_and_keys_tell_how_things_stand() {
    assertThat(cli.ok("info", "--json").json().get("repository_exists").asBoolean()).isFalse();
    cli.ok("backup", "shop.db");

    JsonNode info = cli.ok("info", "--json").json();
    assertThat(info.get("snapshots").asLong()).isEqualTo(1);
    assertThat(info.at("/databases/0/database").asText()).isEqualTo("shop");
    assertThat(info.at("/databases/0/protected").asBoolean()).isFalse();
    assertThat(cli.ok("info").out()).contains("shop", directory.resolve(".belay/repo").toString());
    JsonNode keys = cli.ok("key", "list", "--json").json().get("keys");
    assertThat(keys).hasSize(1);
    assertThat(keys.at("/0/current").asBoolean()).isTrue();
    assertThat(cli.ok("key", "list").out()).contains("used now");
  }

  private int count(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    words.add("--json");
    return cli.ok(words.toArray(String[]::new)).json().get("snapshots").size();
  }

  static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
