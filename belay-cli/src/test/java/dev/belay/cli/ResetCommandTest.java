package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code belay reset} asks for two words, and does what its plan says. */
class ResetCommandTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void shop() {
    cli = new Cli(directory).shop();
    cli.write("customers.csv", "id,name\n1,ann\n2,bob\n");
    cli.write(
        "belay.yaml",
        """
        databases:
          shop: shop.db
        profiles:
          factory:
            database: shop
            statistics:
              customers: "SELECT count(*) FROM customers"
            reset:
              seed: {customers: customers.csv}
              clear: [orders]
              counters: restart
        """);
  }

  private String customers() {
    return cli.ok("--json", "query", "shop", "SELECT count(*) AS n FROM customers").out();
  }

  @Test
  void twoExactWordsAreWanted() {
    String before = customers();
    for (String typed :
        new String[] {"", "RESET\n", "RESET\nerase\n", "ERASE\nRESET\n", "reset\n"}) {
      Cli.Result refused = cli.typing(typed).run("reset", "factory");
      assertThat(refused.exit()).as(typed).isEqualTo(3);
      assertThat(refused.out() + refused.err()).contains("customers").contains("100");
    }
    assertThat(cli.run("reset", "factory").exit()).as("nobody to ask").isEqualTo(3);
    assertThat(customers()).isEqualTo(before);
    Cli.Result done = cli.typing("RESET\nERASE\n").run("reset", "factory");
    assertThat(done.exit()).as(done.toString()).isZero();
    assertThat(done.out()).contains("committed").contains("belay undo");
    assertThat(customers()).isNotEqualTo(before);
    cli.ok("undo", "--yes");
    assertThat(customers()).isEqualTo(before);
  }

  @Test
  void aTableThatNothingNamesIsAskedAbout() {
    cli.write(
        "belay.yaml",
        """
        databases:
          shop: shop.db
        profiles:
          factory:
            database: shop
            reset:
              seed: {customers: customers.csv}
              counters: restart
        """);
    String before = customers();
    for (String typed : new String[] {"", "empty\n", "EMPTY\nRESET\n"}) {
      Cli.Result refused = cli.typing(typed).run("reset", "factory");
      assertThat(refused.exit()).as(typed + refused).isEqualTo(3);
      assertThat(refused.err()).contains("says nothing of orders");
    }
    Cli.Result alone = cli.run("reset", "factory", "--yes");
    assertThat(alone.exit()).as("nobody to ask").isEqualTo(3);
    assertThat(alone.err()).contains("'clear: [orders]'").contains("--clear");
    assertThat(customers()).isEqualTo(before);

    Cli.Result done = cli.typing("EMPTY\nRESET\nERASE\n").run("reset", "factory");
    assertThat(done.exit()).as(done.toString()).isZero();
    assertThat(customers()).isNotEqualTo(before);
    cli.ok("undo", "--yes");
    assertThat(customers()).isEqualTo(before);
    String plan =
        cli.ok("--json", "reset", "factory", "--clear", "orders", "--dry-run")
            .json()
            .at("/plan")
            .asText();
    cli.ok("reset", "factory", "--clear", "orders", "--plan", plan);
    assertThat(customers()).isNotEqualTo(before);
  }

  @Test
  void aPlanIsAppliedByItsIdAndTheHistoryTellsAll() {
    JsonNode plan = cli.ok("--json", "reset", "factory", "--dry-run").json();
    assertThat(plan.at("/outcome").asText()).isEqualTo("planned");
    assertThat(plan.at("/statistics/0/before").asInt()).isEqualTo(100);
    JsonNode done =
        cli.ok("--json", "reset", "factory", "--plan", plan.at("/plan").asText()).json();
    assertThat(done.at("/statistics/0/after").asInt()).isEqualTo(2);
    JsonNode run = cli.ok("--json", "history", done.at("/run").asText()).json().at("/runs/0");
    assertThat(run.at("/command").asText()).isEqualTo("reset");
    assertThat(run.at("/profile").asText()).isEqualTo("factory");
    assertThat(run.at("/tables_restored").asInt()).isEqualTo(2);
    assertThat(run.at("/tables_failed").asInt()).isZero();
    assertThat(run.at("/totals/deleted").asInt()).isEqualTo(398);
    assertThat(run.at("/totals/updated").asInt()).isEqualTo(2);
    assertThat(run.at("/statistics/0/before").asInt()).isEqualTo(100);
    assertThat(run.at("/statistics/0/after").asInt()).isEqualTo(2);
    assertThat(run.at("/tables/0/rows_before").asInt()).isEqualTo(100);
  }

  @Test
  void whatIsWrongIsSaidInALine() {
    assertThat(cli.run("reset", "factry", "--yes").exit()).isEqualTo(2);
    assertThat(cli.run("reset", "factory", "--yes", "--only", "customers").exit()).isEqualTo(2);
    Cli.Result none = cli.run("reset", "factory", "--yes", "--only", "customers.name=nam 7");
    assertThat(none.exit()).isEqualTo(3);
    assertThat(none.err()).contains("Did you mean name 7?");
    cli.write("customers.csv", "id,nam\n1,ann\n");
    Cli.Result wrong = cli.run("reset", "factory", "--yes");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("customers.csv").contains("Did you mean name?");
  }
}
