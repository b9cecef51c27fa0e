package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data out and in, and questions to snapshots, as a person or a script types them. */
class ExportCommandTest {
  @TempDir Path directory;

  @Test
  void a_directory_of_csv_finds_its_tables_again_whatever_they_are_called() {
    Cli cli = new Cli(directory).shop();
    cli.sql(
        "CREATE TABLE \"50% ä/b: ?\" (id INTEGER PRIMARY KEY, v TEXT)",
        "CREATE TABLE \"a.b%20\" (id INTEGER PRIMARY KEY, v TEXT)",
        "INSERT INTO \"50% ä/b: ?\" VALUES (1, 'one')",
        "INSERT INTO \"a.b%20\" VALUES (1, 'two')");
    String snapshot = cli.ok("backup", "shop.db", "--json").json().get("snapshot").asText();
    cli.ok("export", snapshot, "--format", "csv", "--output", "tables/");
    cli.sql("UPDATE \"50% ä/b: ?\" SET v = 'x'", "DELETE FROM \"a.b%20\"");

    cli.ok("restore", "tables/", "--db", "shop.db", "--yes");

    cli.ok("diff", snapshot, "shop.db", "--exit-code");
  }

  @Test
  void what_goes_out_comes_back_and_can_be_asked() throws Exception {
    Cli cli = new Cli(directory).shop().sql("ALTER TABLE customers ADD api_token TEXT");
    cli.sql("UPDATE customers SET api_token = 'tok-' || id");
    cli.ok("backup", "shop.db");

    Cli.Result text = cli.ok("export", "latest", "--output", "out.json");
    assertThat(text.err()).contains("left out as sensitive: customers.api_token");
    assertThat(text.out()).contains("2 tables, 400 rows");
    JsonNode json = cli.ok("export", "shop.db", "--output", "out.sql.gz", "--json").json();
    assertThat(json.path("rows").asLong()).isEqualTo(400);
    assertThat(json.path("left_out").get(0).asText()).isEqualTo("customers.api_token");
    JsonNode piped =
        new ObjectMapper()
            .readTree(cli.ok("export", "latest", "--format", "json", "--output", "-").out());
    assertThat(piped.path("tables").get(1).path("rows").get(0).path("total").asDouble())
        .isEqualTo(1.5);

    cli.damage();
    assertThat(cli.run("restore", "out.json", "--yes").exit()).isEqualTo(2);
    JsonNode run = cli.ok("restore", "out.json", "--db", "shop.db", "--yes", "--json").json();
    assertThat(run.path("outcome").asText()).isEqualTo("committed");
    assertThat(cli.ok("diff", "latest:shop", "--exit-code").exit()).isZero();

    cli.ok("backup", "shop.db", "--output", "all.json.gz");
    assertThat(Files.getPosixFilePermissions(directory.resolve("all.json.gz")).toString())
        .doesNotContain("OTHERS");
    cli.damage();
    cli.ok("restore", "all.json.gz", "--yes");
    assertThat(cli.ok("diff", "latest:shop", "--exit-code").exit()).isZero();
  }

  @Test
  void parquet_is_there_and_says_what_it_has_no_type_for() throws Exception {
    Cli cli = new Cli(directory).shop().sql("ALTER TABLE orders ADD note");
    cli.sql("UPDATE orders SET note = iif(id % 2, id, 'text')");
    JsonNode all =
        cli.ok("export", "shop.db", "--format", "parquet", "--output", "out/", "--json").json();
    assertThat(all.path("rows").asLong()).isEqualTo(400);
    assertThat(all.path("converted").get(0).path("column").asText()).isEqualTo("orders.note");
    assertThat(all.path("converted").get(0).path("as").asText()).isEqualTo("text");
    assertThat(
            Files.readString(directory.resolve("out/orders.parquet"), StandardCharsets.ISO_8859_1))
        .startsWith("PAR1")
        .endsWith("PAR1");
    Cli.Result one = cli.ok("export", "shop.db", "--table", "orders", "--output", "o.parquet");
    assertThat(one.err()).contains("orders.note is written as text: numbers beside text");
    assertThat(cli.run("export", "shop.db", "--output", "all.parquet").exit()).isEqualTo(2);
  }

  @Test
  void a_query_reads_a_snapshot_and_changes_nothing() {
    Cli cli = new Cli(directory).shop();
    cli.ok("backup", "shop.db");
    cli.sql("DELETE FROM orders");
    String join =
        "select c.name, sum(o.total) as spent from orders o join customers c on c.id ="
            + " o.customer_id where c.id = 2 group by c.id";
    assertThat(cli.ok("query", "latest", join).out()).contains("name 2").contains("454.5");
    assertThat(
            cli.ok(
                    "query",
                    "latest",
                    "select null as a, '' as b, 'x,y' as c from orders limit 1",
                    "--csv")
                .out())
        .isEqualTo("a,b,c\r\n,\"\",\"x,y\"\r\n");
    JsonNode answer =
        cli.ok("query", "latest", "select count(*) as n from orders", "--json").json();
    assertThat(answer.path("rows").get(0).path("n").asLong()).isEqualTo(300);
    for (String bad :
        new String[] {
          "delete from orders", "drop table orders", "vacuum into 'x.db'", "attach 'x.db' as x",
          "pragma journal_mode = wal", "insert into orders values (1, 1, 1)", "selec 1", "",
          "with n as (select 1) update orders set total = 0", "select * from ordes"
        }) {
      Cli.Result refused = cli.run("query", "latest", bad);
      assertThat(refused.exit()).as(bad).isEqualTo(2);
      assertThat(refused.err()).as(bad).contains("query").contains("→");
    }
    assertThat(directory.resolve("x.db")).doesNotExist();
  }
}
