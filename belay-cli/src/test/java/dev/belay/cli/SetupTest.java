package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the repository is, what opens it, and what is made for it. */
class SetupTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void shop() {
    cli = new Cli(directory).shop();
  }

  @Test
  void without_configuration_a_private_directory_and_a_key_are_made_and_told_once()
      throws IOException {
    Cli.Result first = cli.ok("backup", "shop.db", "--quiet");

    assertThat(first.err()).contains("made the key", "keep a copy of it elsewhere");
    assertThat(rights(".belay")).isEqualTo("rwx------");
    assertThat(Files.readString(directory.resolve(".belay/.gitignore"))).isEqualTo("*\n");
    assertThat(rights("config/belay/keys")).isEqualTo("rwx------");
    Path key = onlyKey();
    assertThat(rights(directory.relativize(key).toString())).isEqualTo("rw-------");
    assertThat(first.err()).contains(key.toString()).doesNotContain(Files.readString(key).strip());
    assertThat(cli.ok("backup", "shop.db").err()).doesNotContain("key");
  }

  @Test
  void a_lost_key_is_never_replaced_by_a_new_one() throws IOException {
    cli.ok("backup", "shop.db");
    Path key = onlyKey();
    Files.delete(key);

    for (String[] command : List.of(new String[] {"list"}, new String[] {"backup", "shop.db"})) {
      Cli.Result result = cli.run(command);
      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.err()).contains(key.toString(), "BELAY_PASSWORD_FILE");
    }
    assertThat(key).doesNotExist();
    assertThat(cli.ok("info").err()).contains(key.toString());
  }

  @Test
  void the_option_wins_over_the_variable_and_that_over_the_file() {
    cli.write("belay.yaml", "repository: in-yaml\n").toFile();
    cli.ok("backup", "shop.db");
    assertThat(directory.resolve("in-yaml/config")).exists();

    cli.with("BELAY_REPOSITORY", "in-variable");
    cli.ok("backup", "shop.db");
    assertThat(directory.resolve("in-variable/config")).exists();

    cli.ok("--repo", "in-option", "backup", "shop.db");
    assertThat(directory.resolve("in-option/config")).exists();
    cli.ok("list", "--repo", "in-option");
    assertThat(directory.resolve(".belay")).doesNotExist();
  }

  @Test
  void a_password_comes_from_a_file_a_command_or_a_variable() {
    Path file = cli.write("password", "correct horse\n");
    cli.with("BELAY_PASSWORD_FILE", file.toString()).ok("backup", "shop.db");
    assertThat(directory.resolve("config")).doesNotExist();

    Cli other =
        new Cli(directory)
            .with("BELAY_PASSWORD_COMMAND", "cat 'password'".replace("password", file.toString()));
    other.ok("list");
    new Cli(directory).with("BELAY_PASSWORD", "correct horse").ok("list");

    Cli.Result wrong =
        new Cli(directory).with("BELAY_PASSWORD", "hunter2").run("list", "--verbose");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).doesNotContain("hunter2").doesNotContain("correct horse");
    Cli.Result broken = new Cli(directory).with("BELAY_PASSWORD_COMMAND", "a 'b").run("list");
    assertThat(broken.exit()).isEqualTo(2);
    Cli.Result failing =
        new Cli(directory).with("BELAY_PASSWORD_COMMAND", "false --token hunter2").run("list");
    assertThat(failing.exit()).isNotZero();
    assertThat(failing.err()).contains("false").doesNotContain("hunter2");
  }

  @Test
  void what_belay_yaml_says_of_a_repository_comes_before_the_variable() {
    cli.write("near", "one password");
    cli.write("far", "another");
    cli.write(
        "belay.yaml",
        """
        repositories:
          disk: {path: disk, password-file: near}
          offsite: {path: offsite, password-command: cat %s}
          bare: bare
        databases: {shop: shop.db}
        """
            .formatted(directory.resolve("far")));
    cli.with("BELAY_PASSWORD", "a third");
    cli.ok("backup", "shop");
    for (String place : List.of("disk", "offsite", "bare")) {
      assertThat(cli.ok("--repo", place, "list", "--json").json().get("snapshots")).hasSize(1);
    }

    cli.write("far", "hunter2");
    cli.with("BELAY_PASSWORD", "hunter3");
    Cli.Result own = cli.run("--repo", "offsite", "list");
    Cli.Result variable = cli.run("--repo", "bare", "list");
    assertThat(own.exit()).isEqualTo(2);
    assertThat(own.err())
        .contains("belay.yaml names for this repository, which comes before BELAY_PASSWORD,")
        .contains("does not open " + directory.resolve("offsite"), "which has 1 key")
        .doesNotContain("hunter");
    assertThat(variable.err())
        .contains("the password from BELAY_PASSWORD does not open " + directory.resolve("bare"));
    cli.write("near", "");
    assertThat(cli.run("list").err()).contains("belay.yaml names for this repository", "near");
  }

  @Test
  void another_key_in_the_place_of_belays_own_is_told_by_its_file() throws IOException {
    cli.ok("backup", "shop.db");
    Path key = onlyKey();
    Files.writeString(key, "A".repeat(43) + "\n");

    assertThat(cli.run("list").err())
        .contains("the key that Belay keeps in " + key + " does not open ");
  }

  @Test
  void a_new_repository_is_told_once_wherever_it_is_made() {
    cli.write("belay.yaml", "repositories: {disk: disk, offsite: far}\ndatabases: {s: shop.db}\n");
    cli.with("BELAY_PASSWORD", "a password");

    assertThat(cli.ok("backup", "s").err())
        .contains("made a new repository at " + directory.resolve("disk"))
        .contains("made a new repository at " + directory.resolve("far"));
    assertThat(cli.ok("backup", "s").err()).doesNotContain("new repository");
  }

  @Test
  void names_of_databases_are_used_in_every_command() {
    cli.write(
        "belay.yaml", "repository:\n  path: r\n  password-file: pw\ndatabases:\n  main: shop.db\n");
    cli.write("pw", "correct horse");
    assertThat(cli.ok("backup", "main", "--json").json().get("database").asText())
        .isEqualTo("main");
    assertThat(cli.ok("backup", "shop.db", "--json").json().get("database").asText())
        .isEqualTo("main");
    cli.damage();
    cli.ok("diff", "latest:main", "main");
    cli.ok("restore", "latest:main", "--db", "main", "--dry-run");
    assertThat(cli.ok("list", "main", "--json").json().get("snapshots")).hasSize(2);

    Cli.Result wrong = cli.run("backup", "mian");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("mian", "main");
  }

  @Test
  void messages_name_the_file_that_was_read() {
    String file = "other.yaml";
    cli.write(file, "databases: {shop: shop.db, spare: spare.db}\nprofiles: {people: {}}\n");
    List.of(
            List.of("backup", "--profile", "peopel"),
            List.of("backup", "shopp"),
            List.of("copy"),
            List.of("backup"))
        .forEach(
            words -> {
              List<String> all = new ArrayList<>(List.of("--config", file));
              all.addAll(words);
              Cli.Result wrong = cli.run(all.toArray(String[]::new));
              assertThat(wrong.exit()).isEqualTo(2);
              assertThat(wrong.err()).contains(file).doesNotContain("belay.yaml");
            });
  }

  @Test
  void mistakes_in_the_file_stop_every_command_with_their_lines() {
    cli.write("belay.yaml", "repositry: x\ndatabases:\n  shop: {ulr: shop.db}\n");

    Cli.Result result = cli.run("list");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err())
        .contains(
            "belay.yaml has 3 problems", "line 1: unknown key repositry. Did you mean repository?")
        .contains("line 3: unknown key ulr. Did you mean url?");
    assertThat(cli.run("list", "--json").json().at("/error/code").asText()).isEqualTo("usage");
  }

  @Test
  void a_password_in_a_command_is_warned_of_on_a_terminal() {
    String url = "postgresql://app:hunter2@127.0.0.1:1/none";

    Cli.Result result = cli.typing("").run("backup", url, "--verbose");
    assertThat(result.err()).contains("PGPASSWORD").doesNotContain("hunter2");
    assertThat(result.out()).doesNotContain("hunter2");
    assertThat(cli.run("backup", url).err()).doesNotContain("PGPASSWORD, ~/.pgpass");
  }

  private Path onlyKey() throws IOException {
    try (var files = Files.list(directory.resolve("config/belay/keys"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private String rights(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(path)));
  }
}
