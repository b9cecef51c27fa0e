package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged is named with a way out, and hinders nothing that does not need it. */
class DamagedRepositoryTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));
  private String snapshot = "";

  @BeforeEach
  void backedUp() {
    cli = new Cli(directory).shop();
    snapshot = cli.ok("backup", "shop.db", "--json").json().get("snapshot").asText();
  }

  @Test
  void a_damaged_note_hinders_no_restore_and_is_said_anew() throws Exception {
    cli.ok("pin", snapshot);
    flip("belay-notes");

    cli.ok("diff", "latest", "shop.db", "--exit-code");
    cli.ok("restore", "latest", "--dry-run");
    Cli.Result told = cli.run("forget", "--keep-last", "1", "--yes");
    assertThat(told.exit()).isEqualTo(5);
    assertThat(told.err()).contains("note " + snapshot, "belay pin, unpin, tag or describe");
    assertThat(cli.run("check").exit()).isEqualTo(5);
    cli.ok("unpin", snapshot);

    cli.ok("check");
    flip("belay-notes");
    cli.ok("tag", snapshot, "--add", "again");
    assertThat(cli.ok("list", "--tag", "again").out()).contains(snapshot.substring(0, 8));
  }

  @Test
  void a_missing_config_is_no_empty_place() throws Exception {
    Path config = directory.resolve(".belay/repo/config");
    Path aside = Files.move(config, directory.resolve("aside"));

    for (String command : List.of("list", "check", "prune", "history")) {
      Cli.Result told = cli.run(command);
      assertThat(told.exit()).as(command).isEqualTo(5);
      assertThat(told.err()).contains("its file config is missing", "put config back");
    }
    assertThat(cli.ok("info").err()).contains("its file config is missing");
    Files.move(aside, config);
    cli.ok("check", "--read-data");
  }

  @Test
  void a_damaged_snapshot_file_can_go_and_others_are_free_of_it() throws Exception {
    Path file = flip("snapshots");
    cli.sql("UPDATE customers SET name = 'other' WHERE id = 1");
    cli.ok("backup", "shop.db");

    Cli.Result told = cli.run("prune");
    assertThat(told.exit()).isEqualTo(5);
    assertThat(told.err()).contains("put snapshots/" + snapshot + " back", "remove that file");
    Files.delete(file);
    cli.ok("prune", "--max-unused", "0");
    cli.ok("check", "--read-data");
  }

  @Test
  void two_first_backups_at_once_share_the_repository_that_one_of_them_makes() throws Exception {
    Path fresh = Files.createDirectory(directory.resolve("fresh"));
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch ready = new CountDownLatch(2);
      List<Future<Integer>> both =
          Stream.of(1, 2)
              .map(
                  n ->
                      pool.submit(
                          () -> {
                            Cli one = new Cli(directory);
                            ready.countDown();
                            ready.await();
                            String place = fresh.resolve("repo").toString();
                            return one.run("--repo", place, "backup", "shop.db").exit();
                          }))
              .toList();
      for (Future<Integer> each : both) {
        assertThat(each.get()).isZero();
      }
    } finally {
      pool.shutdown();
    }
    String place = fresh.resolve("repo").toString();
    assertThat(cli.ok("--repo", place, "list", "--json").json().get("snapshots")).hasSize(2);
    cli.ok("--repo", place, "check", "--read-data");
  }

  private Path flip(String kind) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(".belay/repo").resolve(kind))) {
      Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 4;
      Files.delete(file);
      return Files.write(file, bytes);
    }
  }
}
