package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.DiffResult;
import dev.belay.model.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A diff tells of the files beside a database, too. */
class FilesDiffTest extends FilesFixture {
  @Test
  void a_diff_counts_the_files_that_a_restore_would_write_and_those_that_it_leaves()
      throws Exception {
    assertThat(diff(Optional.empty()).equal()).isTrue();
    Files.writeString(avatars.resolve("new.png"), "new");
    Files.writeString(avatars.resolve("same.txt"), "another");
    Files.delete(avatars.resolve("large.png"));

    DiffResult live = diff(Optional.empty());
    assertThat(live.equal()).isFalse();
    assertThat(live.files())
        .extracting(f -> List.of(f.name(), f.write(), f.replace(), f.onlyThere(), f.unchanged()))
        .containsExactlyInAnyOrder(
            List.of("avatars", 1L, 1L, 1L, 3L), List.of("app.conf", 0L, 0L, 0L, 1L));

    String later = backupOfAll();
    assertThat(diff(Optional.of(later)).files()).isEqualTo(live.files());
    assertThat(
            bench
                .belay
                .diff(
                    new DiffRequest(snapshot, Optional.of(later), List.of("t")),
                    Progress.NONE,
                    Optional.empty())
                .files())
        .isEmpty();
  }

  @Test
  void a_diff_of_snapshots_tells_a_directory_from_a_file_of_its_name() throws Exception {
    Path nested = Files.createDirectories(avatars.resolve("kind/inner"));
    Files.writeString(nested.resolve("a.png"), "a");
    Files.writeString(nested.resolve("b.png"), "b");
    String directory = backupOfAll();
    deleteAll(avatars.resolve("kind"));
    Files.writeString(avatars.resolve("kind"), "a file");
    String file = backupOfAll();

    assertThat(counted(directory, file)).containsExactly(2L, 0L, 1L);
    assertThat(counted(file, directory)).containsExactly(1L, 0L, 2L);
    assertThat(counted(file, file)).containsExactly(0L, 0L, 0L);
  }

  private List<Long> counted(String from, String to) {
    return bench
        .belay
        .diff(new DiffRequest(from, Optional.of(to), List.of()), Progress.NONE, Optional.empty())
        .files()
        .stream()
        .filter(f -> f.name().equals("avatars"))
        .map(f -> List.of(f.write(), f.replace(), f.onlyThere()))
        .findFirst()
        .orElseThrow();
  }

  private DiffResult diff(Optional<String> to) {
    return bench.belay.diff(
        new DiffRequest(snapshot, to, List.of()), Progress.NONE, Optional.empty());
  }
}
