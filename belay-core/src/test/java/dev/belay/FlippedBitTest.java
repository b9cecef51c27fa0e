package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.CheckResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit that is another one, anywhere: check names the file, and each table that it hits. */
class FlippedBitTest {
  private static final List<String> TABLES = List.of("t", "other", "third");
  private static final Pattern NAMED =
      Pattern.compile("snapshot ([0-9a-f]{8}), (?:/tables/main\\.|table main\\.)([a-z]+)");

  @TempDir Path directory;
  private Workbench bench;
  private final List<String> snapshots = new ArrayList<>();

  @BeforeEach
  void twoSnapshots() throws Exception {
    bench = new Workbench(directory);
    for (String table : TABLES) {
      bench.sql(
          "create table %s (id integer primary key, b blob)".formatted(table),
          "insert into %s(b) values (randomblob(3000)), (randomblob(3000))".formatted(table));
    }
    snapshots.add(bench.backup());
    bench.sql("update other set b = randomblob(2000)");
    snapshots.add(bench.backup());
    bench.belay.pin(snapshots.get(0), true);
    // So that every stored row has to be read to tell the difference.
    for (String table : TABLES) {
      bench.sql("update %s set b = randomblob(10)".formatted(table));
    }
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private List<Path> files(String kind) throws Exception {
    try (Stream<Path> files = Files.walk(directory.resolve("repo").resolve(kind))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** What is done with a file of which one bit is another. */
  private interface Look {
    void at(Path file, int offset) throws Exception;
  }

  private void eachFlip(String kind, int flips, Look look) throws Exception {
    assertThat(files(kind)).isNotEmpty();
    for (Path file : files(kind)) {
      byte[] good = Files.readAllBytes(file);
      assertThat(file.toFile().setWritable(true)).isTrue();
      for (int i = 0; i <= flips; i++) {
        int at = (int) ((good.length - 1L) * i / flips);
        byte[] bad = good.clone();
        bad[at] ^= 4;
        Files.write(file, bad);
        look.at(file, at);
      }
      Files.write(file, good);
    }
    assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();
  }

  @Test
  void inAPackIsNamedByPackAndByEachTableThatCantBeRead() throws Exception {
    Set<String> hits = new TreeSet<>();
    eachFlip(
        "data",
        24,
        (file, at) -> {
          List<String> problems = bench.belay.check(true, Progress.NONE).problems();
          String all = String.join("\n", problems);
          assertThat(all).as("%s at %d", file, at).contains("pack " + file.getFileName());
          Set<String> named = new TreeSet<>();
          Matcher matcher = NAMED.matcher(all);
          while (matcher.find()) {
            named.add(matcher.group(1) + " " + matcher.group(2));
          }
          Set<String> unreadable = unreadable(all);
          assertThat(named).as("%s at %d: %s", file, at, all).containsAll(unreadable);
          hits.addAll(unreadable);
        });
    // t and third are the same in both snapshots, so damage there is damage to both.
    assertThat(hits).hasSizeGreaterThanOrEqualTo(5);
  }

  /** The tables of snapshots that a restore could not read now. */
  private Set<String> unreadable(String problems) {
    Set<String> found = new TreeSet<>();
    try (Belay fresh = Belay.open(Workbench.settings(directory.resolve("repo"), Map.of()))) {
      for (String id : snapshots) {
        for (String table : TABLES) {
          try {
            fresh.diff(
                new DiffRequest(id, Optional.of(bench.database.toString()), List.of(table)),
                Progress.NONE,
                Optional.empty());
          } catch (BelayException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.DAMAGED);
            // Where no table can be told from another, the snapshot as a whole is named.
            if (!problems.contains("snapshot " + id.substring(0, 8) + ":")
                && !problems.contains("snapshot " + id.substring(0, 8) + ", /:")
                && !problems.contains("snapshot " + id.substring(0, 8) + ", /belay.json")) {
              found.add(id.substring(0, 8) + " " + table);
            }
          }
        }
      }
    }
    return found;
  }

  @Test
  void inAnyOtherFileIsNamedByThatFile() throws Exception {
    for (String kind : List.of("index", "snapshots", "belay-notes")) {
      eachFlip(
          kind,
          12,
          (file, at) -> {
            CheckResult check = bench.belay.check(true, Progress.NONE);
            assertThat(String.join("\n", check.problems()))
                .as("%s at %d", file, at)
                .contains(file.getFileName().toString());
          });
    }
  }

  @Test
  void inAKeyOrTheConfigIsNamedWhereTheRepositoryIsOpened() throws Exception {
    eachFlip("keys", 12, (file, at) -> assertOpening("key file " + file.getFileName()));
    eachFlip("config", 12, (file, at) -> assertOpening("the config of "));
  }

  private void assertOpening(String named) {
    try (Belay fresh = Belay.open(Workbench.settings(directory.resolve("repo"), Map.of()))) {
      assertThatThrownBy(() -> fresh.check(true, Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
          .hasMessageContaining(named);
    }
  }
}
