package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list so long that its snapshots are opened several at once. */
final class LongListTest {
  private static final int SNAPSHOTS = 70;

  @TempDir Path directory;

  @Test
  void allAreListedNewestFirstAndPastDamagedOnes() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql("create table t (id integer primary key)");
      List<String> newestFirst = new ArrayList<>();
      for (int i = 0; i < SNAPSHOTS; i++) {
        newestFirst.add(0, bench.backup());
      }
      assertThat(listed(bench, 0)).isEqualTo(newestFirst);
      assertThat(listed(bench, 3)).isEqualTo(newestFirst.subList(0, 3));

      for (int damaged : new int[] {40, 20}) {
        Files.write(
            directory.resolve("repo/snapshots").resolve(newestFirst.remove(damaged)), new byte[99]);
      }
      List<String> others = new ArrayList<>();
      assertThatThrownBy(() -> bench.belay.list(all(0), summary -> others.add(summary.snapshot())))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
      assertThat(others).isEqualTo(newestFirst);
    }
  }

  private static List<String> listed(Workbench bench, int limit) {
    List<String> ids = new ArrayList<>();
    bench.belay.list(all(limit), summary -> ids.add(summary.snapshot()));
    return ids;
  }

  private static ListRequest all(int limit) {
    return new ListRequest(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }
}
