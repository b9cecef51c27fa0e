package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several repositories in belay.yaml, from the command line. */
final class CopiesTest {
  @TempDir private Path directory;
  private Cli cli;

  @BeforeEach
  void configuration() {
    cli = new Cli(directory).shop();
    cli.write(
        "belay.yaml",
        """
        repositories:
          disk: backups
          offsite:
            path: far/away
        databases:
          shop:
            url: shop.db
            repositories: [disk, offsite]
          other: other.db
        """);
  }

  @Test
  void a_backup_writes_to_the_first_and_copies_to_the_others() {
    JsonNode backup = cli.ok("backup", "shop", "--json").json();
    assertThat(backup.get("copies").get(0).get("repository").textValue()).isEqualTo("offsite");
    assertThat(backup.get("copies").get(0).get("snapshots").intValue()).isEqualTo(1);
    assertThat(cli.ok("list", "--repo", "offsite", "--json").json().get("snapshots")).hasSize(1);
    assertThat(cli.ok("check", "--repo", "offsite", "--read-data").out()).contains("whole");
    assertThat(cli.ok("copy").out()).contains("offsite is up to date");
    cli.ok("pin", "latest");
    assertThat(cli.ok("copy").out()).contains("copied 1 note to offsite");
    assertThat(cli.ok("copy", "--json").json().get("copies").get(0).get("notes").intValue())
        .isZero();
    JsonNode info = cli.ok("info", "--json").json();
    assertThat(info.get("copies").get(0).get("missing").intValue()).isZero();
  }

  @Test
  void a_destination_that_is_down_does_not_fail_the_snapshot_but_is_told() throws Exception {
    Files.writeString(directory.resolve("far"), "no directory");
    Cli.Result result = cli.run("backup", "shop");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).contains("snapshot ").contains("belay copy");
    assertThat(result.err()).contains("not copied to offsite").contains("far");
    assertThat(cli.ok("list", "--json").json().get("snapshots")).hasSize(1);
    assertThat(cli.ok("info").err()).contains("offsite");

    Files.delete(directory.resolve("far"));
    assertThat(
            cli.run("copy", "shop", "--json")
                .json()
                .get("copies")
                .get(0)
                .get("snapshots")
                .intValue())
        .isEqualTo(1);
  }

  @Test
  void a_repository_is_named_by_its_name_or_its_place() {
    cli.ok("backup", "shop", "--repo", "offsite");
    assertThat(cli.ok("list", "--repo", "far/away", "--json").json().get("snapshots")).hasSize(1);
    cli.with("BELAY_REPOSITORY", "offsite");
    assertThat(cli.ok("list", "--json").json().get("snapshots")).hasSize(1);
  }

  @Test
  void what_belay_yaml_says_wrong_of_repositories_is_told_together() {
    cli.write(
        "belay.yaml",
        """
        repositories:
          disk: backups
          offsite: {path: far, option: 1}
        databases:
          shop: {url: shop.db, repositories: [offsite]}
          other: {url: other.db, repositories: [disk, ofsite]}
        """);
    Cli.Result result = cli.run("list");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err())
        .contains("unknown key option")
        .contains("begins with disk")
        .contains("Did you mean offsite?");
  }

  @Test
  void a_storage_is_verified() {
    JsonNode result = cli.ok("store", "verify", "--json").json();
    assertThat(result.get("ok").booleanValue()).isTrue();
    assertThat(result.get("guarantees")).hasSizeGreaterThan(8);
    assertThat(result.get("guarantees").get(0).get("guarantee").textValue())
        .isEqualTo("reads_what_was_written");
    assertThat(cli.ok("store", "verify").out()).contains("keeps all");
    assertThat(directory.resolve("backups").toFile().list()).isIn(null, new String[0]);
    Cli.Result refused = cli.run("store", "verify", "--repo", "/proc/belay");
    assertThat(refused.exit()).isEqualTo(1);
  }

  @Test
  void remote_locations_are_not_taken_for_paths() {
    Cli.Result s3 =
        cli.with("BELAY_RETRY_SECONDS", "0").run("list", "--repo", "s3:http://127.0.0.1:1/b/x");
    assertThat(s3.exit()).isEqualTo(1);
    assertThat(s3.err()).contains("s3:http://127.0.0.1:1/b/x");
    assertThat(cli.run("list", "--repo", "gopher://x").exit()).isEqualTo(2);
    assertThat(cli.run("list", "--repo", "s3:").exit()).isEqualTo(2);
  }
}
