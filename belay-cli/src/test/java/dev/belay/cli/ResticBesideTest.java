package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository with which people work with restic, too. */
class ResticBesideTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void shop() {
    cli = new Cli(directory).shop();
    Path password = cli.write("password", "a repository for two\n");
    cli = cli.with("BELAY_PASSWORD_FILE", password.toString());
  }

  @Test
  void what_restic_itself_backed_up_is_no_damage_and_not_belays() throws Exception {
    cli.ok("backup", "shop.db");
    restic("backup", cli.write("notes.txt", "not a database").toString());
    String other = snapshots("notes").get(0);

    JsonNode check = cli.ok("check", "--read-data", "--json").json();
    assertThat(check.get("problems")).isEmpty();
    assertThat(check.get("snapshots").asInt()).isEqualTo(2);
    JsonNode listed = cli.ok("list", "--json").json().get("snapshots");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("verified").asText()).isNotEmpty();
    assertThat(cli.run("pin", other).err()).contains("of Belay's");
    assertThat(cli.run("delete", other).err()).contains("of Belay's");
    assertThat(directory.resolve(".belay/repo/belay-notes").toFile().list()).hasSize(1);
  }

  @Test
  void tags_that_restic_gave_count_and_what_was_said_stays_said() throws Exception {
    String first =
        cli.ok("backup", "shop.db", "--tag", "one", "--json").json().at("/snapshot").asText();
    cli.ok("pin", first);
    cli.ok("tag", first, "--add", "two");
    cli.ok("describe", first, "the first");
    cli.sql("UPDATE customers SET name = 'other' WHERE id = 1");
    cli.ok("restore", first, "--yes");
    cli.ok("backup", "shop.db");
    cli.ok("backup", "shop.db");

    restic("tag", "--add", "by-restic");

    JsonNode shown = cli.ok("show", first, "--json").json();
    assertThat(shown.get("snapshot").asText()).isNotEqualTo(first);
    assertThat(texts(shown.get("tags"))).containsExactly("one", "two", "by-restic");
    assertThat(shown.get("description").asText()).isEqualTo("the first");
    assertThat(shown.get("pinned").asBoolean()).isTrue();
    assertThat(cli.run("delete", first).err()).contains("pinned");
    assertThat(cli.ok("list", "--tag", "by-restic", "--json").json().get("snapshots")).hasSize(4);
    assertThat(cli.ok("forget", "--keep-tag", "by-restic", "--dry-run").out())
        .contains("nothing to remove");
    assertThat(cli.ok("forget", "--keep-last", "1", "--dry-run").out()).contains("pinned");
    cli.ok("undo", "--yes");
    cli.ok("unpin", first);
    shown = cli.ok("show", first, "--json").json();
    assertThat(shown.get("description").asText()).isEqualTo("the first");
    assertThat(shown.get("pinned").asBoolean()).isFalse();
    assertThat(texts(shown.get("tags"))).containsExactly("one", "two", "by-restic");
  }

  @Test
  void what_was_said_between_two_changes_of_restics_stays_said() throws Exception {
    String first = cli.ok("backup", "shop.db", "--json").json().at("/snapshot").asText();
    restic("tag", "--add", "x");
    cli.ok("pin", "latest");
    cli.ok("describe", "latest", "before the move");
    cli.ok("tag", "latest", "--add", "mine");
    cli.ok("check", "--read-data");

    restic("tag", "--add", "y");

    JsonNode shown = cli.ok("show", first, "--json").json();
    assertThat(shown.get("pinned").asBoolean()).isTrue();
    assertThat(shown.get("description").asText()).isEqualTo("before the move");
    assertThat(texts(shown.get("tags"))).containsExactlyInAnyOrder("x", "y", "mine");
    assertThat(cli.ok("list", "--json").json().at("/snapshots/0/verified").asText()).isNotEmpty();
    cli.ok("unpin", "latest");
    restic("tag", "--add", "z");
    assertThat(cli.ok("show", first, "--json").json().get("pinned").asBoolean()).isFalse();
  }

  @Test
  void what_was_said_of_a_copy_stays_said_when_restic_changes_its_tags() throws Exception {
    cli.write(
        "belay.yaml", "repositories: {disk: .belay/repo, far: far}\ndatabases: {shop: shop.db}\n");
    cli.ok("backup", "shop");
    cli.ok("tag", "latest", "--add", "mine");
    cli.ok("copy");
    cli.ok("pin", "latest", "--repo", "far");
    cli.ok("tag", "latest", "--repo", "far", "--add", "of-the-copy");

    resticAt("far", "tag", "--add", "by-restic");
    cli.ok("describe", "latest", "said later");
    cli.ok("copy");

    JsonNode far = cli.ok("list", "--repo", "far", "--json").json().at("/snapshots/0");
    assertThat(far.get("pinned").asBoolean()).isTrue();
    assertThat(far.get("description").asText()).isEqualTo("said later");
    assertThat(texts(far.get("tags")))
        .containsExactlyInAnyOrder("mine", "of-the-copy", "by-restic");
  }

  @Test
  void tags_that_restic_gave_arrive_with_the_next_copy() throws Exception {
    cli.write(
        "belay.yaml", "repositories: {disk: .belay/repo, far: far}\ndatabases: {shop: shop.db}\n");
    cli.ok("backup", "shop", "--tag", "one");
    cli.ok("backup", "shop");
    cli.ok("backup", "shop", "--type", "draft");
    cli.ok("pin", "latest:draft");
    cli.ok("tag", "latest:draft", "--add", "mine");
    assertThat(farTags()).containsExactly("[]", "[]", "[one]");

    restic("tag", "--add", "by-restic");
    assertThat(cli.ok("copy").out()).contains("copied 3 notes to far");
    assertThat(farTags()).containsExactly("[mine, by-restic]", "[by-restic]", "[one, by-restic]");
    assertThat(cli.ok("copy").out()).contains("far is up to date");
    assertThat(cli.ok("list", "--repo", "far").out()).contains("pinned");

    cli.ok("tag", "latest", "--repo", "far", "--add", "of-the-copy");
    restic("tag", "--remove", "one", "--tag", "one");
    cli.ok("copy");
    assertThat(farTags())
        .containsExactly("[mine, by-restic, of-the-copy]", "[by-restic]", "[by-restic]");
    restic("tag", "--remove", "by-restic", "--tag", "manual");
    cli.ok("copy");
    assertThat(farTags()).containsExactly("[mine, by-restic, of-the-copy]", "[]", "[]");
  }

  private List<String> farTags() {
    List<String> tags = new ArrayList<>();
    for (JsonNode each : cli.ok("list", "--repo", "far", "--json").json().get("snapshots")) {
      tags.add(texts(each.get("tags")).toString());
    }
    return tags;
  }

  @Test
  void a_comma_parts_tags_as_it_does_in_rules() {
    cli.ok("backup", "shop.db", "--tag", "a,b");
    cli.ok("tag", "latest", "--add", "c, d");

    assertThat(texts(cli.ok("show", "latest", "--json").json().get("tags")))
        .containsExactly("a", "b", "c", "d");
    assertThat(cli.run("tag", "latest", "--add", "").exit()).isEqualTo(2);
    assertThat(cli.run("backup", "shop.db", "--tag", "a,").exit()).isEqualTo(2);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private List<String> snapshots(String path) throws Exception {
    List<String> ids = new ArrayList<>();
    for (JsonNode each :
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(restic("snapshots", "--json"))) {
      if (each.get("paths").toString().contains(path)) {
        ids.add(each.get("id").asText());
      }
    }
    return ids;
  }

  private String restic(String... arguments) throws Exception {
    return resticAt(".belay/repo", arguments);
  }

  private String resticAt(String repository, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "--quiet", "-r"));
    command.add(directory.resolve(repository).toString());
    command.addAll(List.of("--password-file", directory.resolve("password").toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "restic", ".out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    String text = Files.readString(out, StandardCharsets.ISO_8859_1);
    assertThat(ended && process.exitValue() == 0).as(text).isTrue();
    return text;
  }
}
