package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** No restore writes where the files beside a database do not belong. */
class FilesRefusedTest extends FilesFixture {
  @Test
  void folders_that_are_one_by_a_link_are_refused() throws Exception {
    bench.close();
    Files.createSymbolicLink(directory.resolve("deep"), avatars.resolve("deep"));
    bench =
        Workbench.of(
            directory,
            """
            databases: {app: app.db}
            profiles:
              all: {database: app, files: [media/avatars, deep]}
            """);
    snapshot = backupOfAll();
    damage();
    refused("deep is in " + avatars.toRealPath());
  }

  @Test
  void nothing_is_written_through_a_link_or_out_of_the_folder() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    deleteAll(avatars.resolve("deep"));
    Files.createSymbolicLink(avatars.resolve("deep"), outside);
    refused("deep is no directory, and is one in the snapshot");
    Files.delete(avatars.resolve("deep"));
    Files.writeString(avatars.resolve("deep"), "a file");
    refused("deep is no directory, and is one in the snapshot");
    Files.delete(avatars.resolve("deep"));
    Files.delete(avatars.resolve("same.txt"));
    Files.createDirectory(avatars.resolve("same.txt"));
    refused("same.txt is a directory, and is not one in the snapshot");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void a_link_that_leads_out_is_not_put_back() throws Exception {
    Files.createSymbolicLink(avatars.resolve("out"), Path.of("../../outside"));
    Files.createSymbolicLink(avatars.resolve("there"), Path.of("/etc/passwd"));
    snapshot = backupOfAll();
    assertThat(plan().empty()).as("what is there already is as it should be").isTrue();
    Files.delete(avatars.resolve("out"));
    Files.delete(avatars.resolve("there"));
    Plan plan = plan();
    assertThat(plan.empty()).isTrue();
    assertThat(plan.warnings())
        .anyMatch(w -> w.contains("out leads out of its folder, to ../../outside"))
        .anyMatch(w -> w.contains("to /etc/passwd, and is not put back"));
  }

  @Test
  void a_place_that_can_not_be_is_told_before_anything_happens() throws Exception {
    deleteAll(directory.resolve("media"));
    bench.sql("UPDATE t SET x = 'b'");
    assertThatThrownBy(this::plan)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("there is no directory " + directory.resolve("media"));
    assertThatThrownBy(() -> bench.restore(request()))
        .hasMessageContaining("there is no directory");
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("b");
    bench.restore(request().withoutFiles());
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("a");
  }
}
