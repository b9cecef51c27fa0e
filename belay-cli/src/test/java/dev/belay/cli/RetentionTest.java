package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, removed, taken back and freed, by the command line. */
class RetentionTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void shop() {
    cli = new Cli(directory).shop();
  }

  private String backup(String... more) {
    List<String> words = new ArrayList<>(List.of("backup", "shop.db", "--json"));
    words.addAll(List.of(more));
    return cli.ok(words.toArray(String[]::new)).json().get("snapshot").asText();
  }

  private List<String> listed() {
    List<String> ids = new ArrayList<>();
    cli.ok("list", "--json")
        .json()
        .get("snapshots")
        .forEach(s -> ids.add(s.get("snapshot").asText()));
    return ids;
  }

  @Test
  void forget_shows_why_asks_and_removes_and_undelete_takes_back() {
    String one = backup("--tag", "release");
    String two = backup();
    String three = backup();
    String four = backup();

    Cli.Result dry = cli.ok("forget", "--keep-last", "2", "--keep-tag", "release", "--dry-run");
    assertThat(dry.out()).contains("keep", "last", "has tag release", "remove", "newest of shop");
    assertThat(listed()).containsExactly(four, three, two, one);
    assertThat(cli.typing("forget\n").run("forget", "--keep-last", "2").exit()).isEqualTo(3);
    assertThat(cli.run("forget", "--keep-last", "2").exit()).isEqualTo(3);
    assertThat(listed()).hasSize(4);

    JsonNode done =
        cli.ok("forget", "shop.db", "--keep-last", "2", "--keep-tag", "release", "--yes", "--json")
            .json();
    assertThat(done.get("outcome").asText()).isEqualTo("removed");
    assertThat(done.at("/snapshots_removed/0").asText()).isEqualTo(two);
    assertThat(done.at("/groups/0/keep/0/reasons/0").asText()).isEqualTo("last");
    assertThat(done.at("/groups/0/paths/0").asText()).isEqualTo("/shop");
    assertThat(listed()).containsExactly(four, three, one);
    Cli.Result gone = cli.run("show", two);
    assertThat(gone.exit()).isEqualTo(2);
    assertThat(gone.err()).contains("belay undelete " + two);
    assertThat(cli.ok("list", "--deleted", "--json").json().at("/snapshots/0/snapshot").asText())
        .isEqualTo(two);
    assertThat(cli.ok("list", "--deleted").out()).contains(two.substring(0, 8));

    assertThat(cli.ok("undelete", two.substring(0, 8)).out()).contains("is back");
    assertThat(listed()).contains(two);
    assertThat(cli.ok("check", "--read-data").out()).contains("whole");
    assertThat(cli.typing("FORGET\n").ok("forget", "--keep-last", "2").out())
        .contains("2 removed for good in 7 days");
    assertThat(cli.ok("forget", "--keep-last", "2", "--yes").out()).contains("nothing to remove");
  }

  @Test
  void a_policy_without_rules_or_with_too_much_appetite_is_refused() {
    for (int i = 0; i < 5; i++) {
      backup();
    }
    assertThat(cli.run("forget", "--dry-run").exit()).isEqualTo(2);
    assertThat(cli.run("forget", "--keep-last", "0", "--yes").exit()).isEqualTo(2);
    assertThat(cli.run("forget", "--keep-last", "x").exit()).isEqualTo(2);
    assertThat(cli.run("forget", "--keep-within", "3w").exit()).isEqualTo(2);
    assertThat(cli.run("forget", "--keep-last", "1", "--group-by", "age").exit()).isEqualTo(2);

    Cli.Result refused = cli.run("forget", "--keep-last", "1", "--yes");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("4 of the 5", "--allow-mass-removal");
    assertThat(cli.ok("forget", "--keep-last", "1", "--dry-run").err()).contains("4 of the 5");
    assertThat(listed()).hasSize(5);
    cli.ok("forget", "--keep-last", "1", "--yes", "--allow-mass-removal");
    assertThat(listed()).hasSize(1);
    // Whatever a policy says, the newest stays.
    cli.ok("forget", "--keep-tag", "nothing", "--yes");
    assertThat(listed()).hasSize(1);
  }

  @Test
  void pinned_verified_and_named_snapshots_stay_and_ids_never_change() {
    String one = backup("--description", "first", "--tag", "a");
    cli.ok("check", "--read-data");
    String two = backup();
    String three = backup();
    backup();
    backup();

    assertThat(cli.ok("pin", two).out()).contains("is pinned");
    assertThat(cli.ok("tag", one, "--add", "b", "--remove", "a").out()).contains("has tags b");
    assertThat(cli.ok("describe", one, "the first of all").out()).contains("the first of all");
    assertThat(cli.run("tag", one).exit()).isEqualTo(2);
    JsonNode shown = cli.ok("show", one, "--json").json();
    assertThat(shown.get("snapshot").asText()).isEqualTo(one);
    assertThat(shown.get("description").asText()).isEqualTo("the first of all");
    assertThat(shown.at("/tags/0").asText()).isEqualTo("b");
    assertThat(shown.get("verified").asText()).isNotEmpty();
    assertThat(cli.ok("list", "--tag", "b").out()).contains("the first of all", "#b");
    assertThat(cli.ok("list").out()).contains("(pinned)");

    JsonNode plan =
        cli.ok("forget", "--keep-last", "1", "--dry-run", "--json", "--keep-tag", "b").json();
    assertThat(plan.get("kept").asLong()).isEqualTo(3);
    assertThat(plan.toString()).contains("pinned", "newest verified of shop", "has tag b");
    Cli.Result refused = cli.run("delete", three, two);
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("pinned", "belay unpin");
    assertThat(listed()).hasSize(5);
    cli.ok("unpin", two);
    assertThat(cli.ok("delete", three, two, "--json").json().get("removed")).hasSize(2);
    assertThat(listed()).hasSize(3);
    assertThat(cli.run("undelete", "ffffffff").exit()).isEqualTo(2);
  }

  @Test
  void the_rules_of_belay_yaml_hold_for_each_database_and_type() {
    cli.write(
        "belay.yaml",
        """
        repository: repo
        retention:
          last: 1
          types:
            nightly: {last: 2}
        databases:
          shop:
            url: shop.db
            retention:
              daily: 7
              within-yearly: 2d
              tags: [release]
              types: {nightly: {last: 1}}
        """);
    cli.with("BELAY_PASSWORD", "secret");
    backup("--type", "nightly");
    backup("--type", "nightly");
    backup("--tag", "release");
    backup();
    backup();
    JsonNode plan = cli.ok("forget", "--dry-run", "--json").json();
    assertThat(plan.get("groups")).hasSize(2);
    assertThat(plan.get("removed").asLong()).isEqualTo(2);
    assertThat(plan.toString()).contains("\"nightly\"", "has tag release", "daily");

    cli.write("belay.yaml", "repository: repo\nretention: {dayly: 7, last: x, within: 3w}\n");
    Cli.Result wrong = cli.run("forget", "--dry-run");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("3 problems", "dayly", "daily", "retention: last", "1y5m7d2h");
  }

  @Test
  void safety_snapshots_are_a_class_of_their_own() {
    backup();
    cli.damage();
    cli.ok("restore", "latest", "--yes");
    cli.damage();
    cli.ok("restore", "latest", "--yes");
    JsonNode plan = cli.ok("forget", "--keep-last", "1", "--dry-run", "--json").json();
    assertThat(plan.get("removed").asLong()).isZero();
    assertThat(plan.get("groups")).hasSize(2);
    assertThat(plan.toString()).contains("within 7d");
    cli.ok("undo", "--yes");
  }

  @Test
  void prune_frees_what_was_forgotten_a_week_ago_and_says_what_it_did() {
    String one = backup();
    cli.damage();
    backup();
    cli.ok("delete", one);
    JsonNode kept = cli.ok("prune", "--json", "--max-unused", "0").json();
    assertThat(WorkflowTest.names(kept))
        .containsExactly(
            "dry_run",
            "packs_kept",
            "packs_removed",
            "packs_repacked",
            "packs_put_off",
            "bytes_freed",
            "bytes_kept",
            "bytes_unused",
            "snapshots_expired",
            "snapshots_lost",
            "old_versions_kept");
    assertThat(kept.get("packs_removed").asLong()).isZero();
    assertThat(cli.ok("prune", "--dry-run").out()).contains("freed", "in use");
    assertThat(cli.run("prune", "--max-unused", "lots").exit()).isEqualTo(2);
    assertThat(cli.ok("check", "--read-data").out()).contains("whole");
    cli.ok("undelete", one);
    cli.ok("diff", one);
  }

  @Test
  void an_emptied_trash_frees_space_at_once_and_is_asked_for() {
    String one = backup();
    cli.damage();
    backup();
    cli.ok("delete", one);
    assertThat(cli.run("prune", "--empty-trash").exit()).isEqualTo(3);
    assertThat(cli.typing("empty\n").run("prune", "--empty-trash").exit()).isEqualTo(3);
    JsonNode planned = cli.ok("prune", "--empty-trash", "--dry-run", "--json").json();
    assertThat(planned.get("snapshots_expired").asLong()).isEqualTo(1);
    assertThat(cli.ok("list", "--deleted").out()).contains(one.substring(0, 8));

    assertThat(cli.typing("EMPTY\n").ok("prune", "--empty-trash", "--max-unused", "0").out())
        .contains("1 removed snapshot can't come back any more");
    assertThat(cli.run("undelete", one).exit()).isEqualTo(2);
    assertThat(cli.ok("check", "--read-data").out()).contains("whole");
  }

  @Test
  void a_table_that_lost_its_rows_is_told_at_the_backup_and_by_show() {
    backup();
    cli.sql("DELETE FROM orders");
    Cli.Result second = cli.ok("backup", "shop.db");
    assertThat(second.err()).contains("table orders is empty", "300 rows");
    JsonNode growth = cli.ok("show", "latest", "--json").json().get("growth");
    assertThat(growth.at("/tables").toString()).contains("\"rows_before\":300", "\"rows\":0");
    assertThat(cli.ok("show", "latest").out()).contains("since ", "-300");
    assertThat(cli.ok("backup", "shop.db").err()).doesNotContain("empty");
    assertThat(cli.ok("show", "latest").out()).contains("as large as before");
  }

  @Test
  void lists_are_cut_by_time() {
    backup();
    assertThat(cli.ok("list", "--since", "1d", "--json").json().get("snapshots")).hasSize(1);
    assertThat(cli.ok("list", "--until", "1d", "--json").json().get("snapshots")).isEmpty();
    assertThat(cli.ok("list", "--until", "1d").out()).isEqualTo("no snapshot fits\n");
    assertThat(
            cli.ok("list", "--since", "2020-01-01", "--until", "2020-01-02T10:00", "--json")
                .json()
                .get("snapshots"))
        .isEmpty();
    assertThat(cli.run("list", "--since", "yesterday").exit()).isEqualTo(2);
  }
}
