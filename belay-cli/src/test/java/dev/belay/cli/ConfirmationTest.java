package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is changed without the exact words. */
class ConfirmationTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void damagedShop() {
    cli = new Cli(directory).shop();
    cli.ok("backup", "shop.db");
    cli.damage();
  }

  @Test
  void the_exact_word_restores_and_undoes() {
    Cli.Result restore = cli.typing("RESTORE\n").ok("restore", "latest");
    assertThat(restore.out())
        .contains("Plan ", "orders", "committed", "verified", "safety snapshot", "belay undo ");
    assertThat(restore.err()).contains("Type RESTORE to go on");
    assertThat(equal()).isTrue();

    cli.typing("UNDO\n").ok("undo");
    assertThat(equal()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "restore\n", "RESTORE \n", " RESTORE\n", "YES\n", "RESTORE", "UNDO\n"})
  void anything_else_changes_nothing(String typed) {
    Cli.Result result = cli.typing(typed).run("restore", "latest");

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err()).contains("not confirmed, nothing was changed");
    assertThat(equal()).isFalse();
    assertThat(cli.ok("history", "--json").json().get("runs")).isEmpty();
  }

  @Test
  void without_a_terminal_the_ways_for_scripts_are_named() {
    Cli.Result result = cli.run("restore", "latest");

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err()).contains("--yes", "--plan ID");
    assertThat(equal()).isFalse();
  }

  @Test
  void with_json_a_refusal_is_one_document_that_says_so() {
    Cli.Result result = cli.run("restore", "latest", "--json");

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.json().at("/error/code").asText()).isEqualTo("not_confirmed");
    assertThat(result.json().at("/error/exit").asInt()).isEqualTo(3);
    assertThat(result.json().get("outcome").asText()).isEqualTo("refused");
  }

  @Test
  void a_plan_that_no_longer_holds_is_refused() {
    String plan = cli.ok("restore", "latest", "--dry-run", "--json").json().get("plan").asText();
    cli.sql("UPDATE customers SET name = 'changed since' WHERE id = 50");

    Cli.Result result = cli.run("restore", "latest", "--plan", plan);
    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err()).contains(plan);
    assertThat(equal()).isFalse();
  }

  @Test
  void rows_that_changed_since_the_run_are_overwritten_only_when_that_is_said() {
    cli.ok("restore", "latest", "--yes");
    cli.sql("UPDATE customers SET email = 'new@example.org' WHERE id = 7");

    Cli.Result refused = cli.run("undo", "--yes");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("customers", "--mode replace");
    assertThat(cli.typing("UNDO\n").run("undo").exit()).isEqualTo(3);

    Cli.Result replaced = cli.typing("REPLACE\n").ok("undo");
    assertThat(replaced.err()).contains("Type REPLACE");
    cli.sql("UPDATE customers SET email = 'newer@example.org' WHERE id = 7");
    cli.ok("undo", "--yes", "--mode", "replace");
  }

  @Test
  void the_name_of_a_protected_database_is_wanted_too() {
    cli.write("belay.yaml", "databases:\n  shop:\n    url: shop.db\n    protected: true\n");

    Cli.Result without = cli.run("restore", "latest", "--yes");
    assertThat(without.exit()).isEqualTo(3);
    assertThat(without.err()).contains("shop is protected", "--confirm shop");
    assertThat(cli.run("restore", "latest", "--yes", "--confirm", "other").exit()).isEqualTo(3);
    assertThat(cli.run("restore", "latest", "--db", "shop.db", "--yes").exit()).isEqualTo(3);
    assertThat(cli.typing("RESTORE\nno\n").run("restore", "latest").exit()).isEqualTo(3);
    assertThat(cli.typing("RESTORE\n").run("restore", "latest").exit()).isEqualTo(3);
    assertThat(equal()).isFalse();

    cli.typing("RESTORE\nshop\n").ok("restore", "latest");
    assertThat(equal()).isTrue();
    assertThat(cli.run("undo", "--yes").exit()).isEqualTo(3);
    cli.ok("undo", "--yes", "--confirm", "shop");
    cli.typing("shop\n").ok("restore", "latest", "--yes");
    assertThat(equal()).isTrue();
  }

  @Test
  void a_database_is_protected_whatever_its_snapshots_and_runs_call_it() {
    cli.ok("restore", "latest", "--yes");
    cli.write("belay.yaml", "databases:\n  till:\n    url: shop.db\n    protected: true\n");

    Cli.Result undo = cli.run("undo", "--yes");
    assertThat(undo.exit()).isEqualTo(3);
    assertThat(undo.err()).contains("till is protected");
    assertThat(cli.run("restore", "latest", "--yes").exit()).isEqualTo(3);
    assertThat(cli.run("restore", "latest", "--yes", "--confirm", "shop").exit()).isEqualTo(3);
    cli.ok("undo", "--yes", "--confirm", "till");
    assertThat(equal()).isFalse();
  }

  @Test
  void ways_that_exclude_each_other_are_not_mixed() {
    assertThat(cli.run("restore", "latest", "--yes", "--plan", "x").exit()).isEqualTo(2);
    assertThat(cli.run("restore", "latest", "--yes", "--dry-run").exit()).isEqualTo(2);
  }

  private boolean equal() {
    return cli.run("diff", "latest:manual", "--exit-code").exit() == 0;
  }
}
