package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourTest {
  @TempDir Path directory;

  @Test
  void the_tour_breaks_and_mends_its_own_database_and_leaves_everything_to_play_with()
      throws IOException {
    Cli.Result result = new Cli(directory).run("demo", "--json");
    assertThat(result.exit()).as(result.err()).isZero();
    Path left = Path.of(result.json().get("directory").asText());
    try {
      assertThat(result.err())
          .contains(
              "$ belay backup shop.db --description \"before the deploy\"",
              "sqlite> DELETE FROM orders",
              "$ belay restore latest --plan",
              "every one read back and verified",
              "equal: shop and snapshot",
              "$ belay undo --yes",
              "cd " + left);
      try (var files = Files.list(directory)) {
        assertThat(files).isEmpty();
      }
      Cli after = new Cli(left);
      assertThat(after.ok("list").out()).contains("before the deploy");
      assertThat(after.ok("diff", "latest", "shop", "--exit-code").out()).contains("equal");
    } finally {
      try (var files = Files.walk(left)) {
        files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
      }
    }
  }
}
