package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code belay backup --profile} and what others say of such a snapshot. */
class ProfileBackupTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void shop() throws IOException {
    cli = new Cli(directory).shop();
    Files.createDirectory(directory.resolve("media"));
    Files.writeString(directory.resolve("media/a.txt"), "hello");
    Files.writeString(
        directory.resolve("belay.yaml"),
        """
        databases: {shop: shop.db}
        profiles:
          people:
            database: shop
            include: [customers]
            where: {customers: id <= 10}
            exclude-columns: {customers: [email]}
            files: [media]
            hooks: {before-backup: [touch, stopped], after-backup: [./no-such-hook]}
          wrong: {database: shop, where: {customers: "id <="}}
        """);
  }

  @Test
  void a_selective_snapshot_says_so_wherever_it_is_shown() {
    Cli.Result done = cli.ok("backup", "--profile", "people", "--json");
    String id = done.json().get("snapshot").asText();
    assertThat(done.json().get("profile").asText()).isEqualTo("people");
    assertThat(done.json().get("rows").asInt()).isEqualTo(10);
    assertThat(done.err()).contains("hook after-backup", "no-such-hook");

    assertThat(cli.ok("backup", "--profile", "people").out())
        .contains("selective snapshot ", " of shop (profile people): 1 table, 10 rows");
    assertThat(cli.ok("list").out()).contains("(selective, profile people)");
    assertThat(cli.ok("list", "--json").json().at("/snapshots/0/profile").asText())
        .isEqualTo("people");
    assertThat(cli.ok("show", id).out())
        .contains(
            "selective, profile people",
            "customers where id <= 10",
            "customers.email",
            "media: 1 file, 5 B");
    JsonNode show = cli.ok("show", "latest:people", "--json").json();
    assertThat(show.at("/selection/rows/customers").asText()).isEqualTo("id <= 10");
    assertThat(show.at("/selection/exclude_columns/customers/0").asText()).isEqualTo("email");
    assertThat(show.at("/files/0/bytes").asInt()).isEqualTo(5);
    cli.sql("UPDATE customers SET name = 'x' WHERE id IN (3, 50)");
    Cli.Result restored = cli.ok("restore", id, "--yes");
    assertThat(restored.out() + restored.err())
        .contains(
            "its files (media) are left as they are: --profile people names them; belay export "
                + id.substring(0, 8));
    assertThat(cli.ok("query", "shop", "SELECT name FROM customers WHERE id IN (3, 50)").out())
        .contains("name 3", "x");
    assertThat(cli.ok("export", id, "--files", "out").out()).contains("media: 1 file");
    assertThat(directory.resolve("out/media/a.txt")).hasContent("hello");
  }

  @Test
  void its_files_come_back_with_the_rows_and_both_go_again() throws IOException {
    cli.ok("backup", "--profile", "people");
    Files.writeString(directory.resolve("media/a.txt"), "overwritten");
    Files.writeString(directory.resolve("media/b.txt"), "another");
    JsonNode plan =
        cli.ok("restore", "latest", "--profile", "people", "--dry-run", "--json").json();
    assertThat(plan.at("/empty").asBoolean()).isFalse();
    assertThat(plan.at("/files/0/name").asText()).isEqualTo("media");
    assertThat(plan.at("/files/0/replace").asInt()).isOne();
    assertThat(plan.at("/files/0/left_alone").asInt()).isOne();
    assertThat(plan.at("/files/0/bytes").asInt()).isEqualTo(5);
    Cli.Result done =
        cli.ok("restore", "latest", "--profile", "people", "--plan", plan.at("/plan").asText());
    assertThat(done.out()).contains("0 rows of shop and 1 file changed");
    assertThat(directory.resolve("media/a.txt")).hasContent("hello");
    JsonNode run = cli.ok("history", "--json").json().at("/runs/0");
    assertThat(run.at("/files/0/replace").asInt()).isOne();
    assertThat(cli.ok("history", run.at("/run").asText()).out()).contains("media", "replace");

    Files.writeString(directory.resolve("media/a.txt"), "mine");
    Cli.Result refused = cli.run("undo", "--yes");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("files changed since the run");
    assertThat(cli.ok("undo", "--dry-run").out())
        .contains("changed since that run, and would be overwritten: ");
    cli.ok("undo", "--yes", "--mode", "replace");
    assertThat(directory.resolve("media/a.txt")).hasContent("overwritten");
    cli.ok("undo", "--yes");
    assertThat(directory.resolve("media/a.txt")).hasContent("mine");
  }

  @Test
  void an_undo_of_the_rows_alone_leaves_them_and_says_so() throws IOException {
    cli.ok("backup", "--profile", "people");
    Files.writeString(directory.resolve("media/a.txt"), "overwritten");
    cli.sql("UPDATE customers SET name = 'x' WHERE id = 3");
    cli.ok("restore", "latest", "--profile", "people", "--yes");
    Files.delete(directory.resolve("media/a.txt"));
    Files.delete(directory.resolve("media"));
    Files.writeString(directory.resolve("media"), "no directory any more");

    Cli.Result refused = cli.run("undo", "--yes");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("--no-files");
    Cli.Result undone = cli.ok("undo", "--yes", "--no-files", "--json");
    assertThat(undone.json().at("/warnings/0").asText())
        .contains("(media) are left as they are: so it was asked; belay export ");
    assertThat(cli.ok("query", "shop", "SELECT name FROM customers WHERE id = 3").out())
        .contains("x");
    assertThat(directory.resolve("media")).hasContent("no directory any more");
  }

  @Test
  void files_that_are_left_are_told_where_nothing_else_is_to_do() throws IOException {
    cli.ok("backup", "--profile", "people");
    Files.writeString(directory.resolve("media/a.txt"), "overwritten");
    cli.ok("restore", "latest", "--profile", "people", "--yes");
    Cli.Result undone = cli.ok("undo", "--yes", "--no-files");
    assertThat(undone.out()).contains("already equal, nothing to do");
    assertThat(undone.err()).contains("(media) are left as they are: so it was asked");
    assertThat(directory.resolve("media/a.txt")).hasContent("hello");
  }

  @Test
  void directories_alone_are_shown() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("media/empty"));
    cli.ok("backup", "--profile", "people");
    Files.delete(empty);
    Cli.Result plan = cli.ok("restore", "latest", "--profile", "people", "--dry-run");
    assertThat(plan.out()).containsPattern("media +0 +0 +0 +1 +1 +0");
    Cli.Result done = cli.ok("restore", "latest", "--profile", "people", "--yes");
    assertThat(done.out()).contains("0 rows of shop and 1 directory changed");
    assertThat(cli.ok("history", "--json").json().at("/runs/0/files/0/directories").asInt())
        .isOne();
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void a_selective_file_is_one_that_says_so_too() throws IOException {
    Cli.Result done = cli.ok("backup", "--profile", "people", "--output", "people.json");
    assertThat(done.err()).contains("files are not in the file");
    String text = Files.readString(directory.resolve("people.json"));
    assertThat(text)
        .contains("\"belay_export\": 2", "\"profile\": \"people\"", "\"only_rows\"", "id <= 10")
        .doesNotContain("@example.org", "\"orders\", \"columns\"");
    cli.sql("UPDATE customers SET name = 'x' WHERE id = 3");
    cli.ok("restore", "people.json", "--yes");
    assertThat(cli.ok("query", "shop", "SELECT count(*) AS n FROM customers").out())
        .contains("100");
    assertThat(cli.ok("query", "shop", "SELECT name, email FROM customers WHERE id = 3").out())
        .contains("name 3", "u3@example.org");
  }

  @Test
  void what_is_wrong_is_told_in_one_line_and_nothing_is_written() {
    Cli.Result wrong = cli.run("backup", "--profile", "wrong");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("profile wrong: where of customers: ");
    Cli.Result near = cli.run("backup", "--profile", "peopel");
    assertThat(near.exit()).isEqualTo(2);
    assertThat(near.err()).contains("no profile peopel in belay.yaml. Did you mean people?");
    assertThat(cli.run("backup").exit()).isEqualTo(2);
    assertThat(cli.run("backup", "--profile", "people", "--table", "orders").exit()).isEqualTo(2);
    assertThat(directory.resolve(".belay/repo")).doesNotExist();
  }
}
