package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.CopyResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Info;
import dev.belay.model.Progress;
import dev.belay.model.SnapshotSummary;
import dev.belay.store.StoreOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One repository, and copies of it in others with keys of their own. */
class CopyTest {
  @TempDir Path directory;
  private Workbench bench;
  private Belay belay;

  @BeforeEach
  void open() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "create table t (id integer primary key, v text)",
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)"
            + " insert into t select i, 'value ' || i from n");
    belay = Belay.open(settings(Map.of()));
  }

  @AfterEach
  void close() {
    belay.close();
    bench.close();
  }

  private Settings settings(Map<String, List<String>> chosen) {
    Settings first = Workbench.settings(directory.resolve("repo"), Map.of());
    List<Destination> destinations =
        List.of(destination("disk2", "other password"), destination("disk3", "third password"));
    return first.with(StoreOptions.NONE).with(new Copies(destinations, chosen));
  }

  private Destination destination(String name, String password) {
    return new Destination(name, directory.resolve(name).toString(), password(password), Map.of());
  }

  private static RepositoryPassword password(String text) {
    return new RepositoryPassword() {
      @Override
      public char[] get(boolean creating) {
        return text.toCharArray();
      }

      @Override
      public boolean random() {
        return true; // Guessing it is not what these tests are about.
      }
    };
  }

  private Belay at(String name, String password) {
    Settings there = settings(Map.of()).at(destination(name, password));
    return Belay.open(there);
  }

  private static List<SnapshotSummary> list(Belay belay) {
    List<SnapshotSummary> all = new ArrayList<>();
    belay.list(ListRequest.ALL, all::add);
    return all;
  }

  @Test
  void copiesAreWholeAndRestorable() throws Exception {
    bench.backup();
    bench.sql("update t set v = 'changed' where id = 7");
    bench.backup();

    CopyResult result = belay.copy(CopyRequest.ALL, Progress.NONE);
    assertThat(result.ok()).isTrue();
    assertThat(result.destinations()).extracting(CopyResult.Place::snapshots).containsExactly(2, 2);

    try (Belay copy = at("disk2", "other password")) {
      assertThat(copy.check(true, Progress.NONE).problems()).isEmpty();
      assertThat(list(copy)).hasSize(2);
      assertThat(list(copy).get(0).rows()).isEqualTo(20000);
      bench.sql("delete from t where id < 100");
      copy.restore(RestoreRequest.of("latest"), Optional.empty(), Progress.NONE);
    }
    assertThat(bench.rows("select count(*) from t")).containsExactly("20000");
    assertThat(bench.rows("select v from t where id = 7")).containsExactly("changed");
  }

  @Test
  void aCopyIsFoundByItsFirstIdButNotByNothing() throws Exception {
    String first = bench.backup();
    belay.copy(CopyRequest.ALL, Progress.NONE);
    try (Belay copy = at("disk2", "other password")) {
      assertThat(copy.show(first).summary().snapshot())
          .isEqualTo(list(copy).get(0).snapshot())
          .isNotEqualTo(first);
      assertThatThrownBy(() -> copy.delete(List.of("")))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
      assertThat(list(copy)).hasSize(1);
    }
  }

  @Test
  void onlyWhatIsMissingIsCopied() throws Exception {
    bench.backup();
    belay.copy(CopyRequest.ALL, Progress.NONE);
    CopyResult again = belay.copy(CopyRequest.ALL, Progress.NONE);
    assertThat(again.destinations()).allMatch(p -> p.snapshots() == 0 && p.bytesStored() == 0);

    bench.sql("insert into t values (100000, 'one more')");
    bench.backup();
    CopyResult third = belay.copy(CopyRequest.ALL, Progress.NONE);
    assertThat(third.destinations()).allMatch(p -> p.snapshots() == 1);
    long first = Files.size(bench.database);
    assertThat(third.destinations()).allMatch(p -> p.bytesStored() < first / 2);
  }

  @Test
  void oneDestinationThatIsDownKeepsNoOtherFromItsCopy() throws Exception {
    bench.backup();
    Files.writeString(directory.resolve("disk2"), "a file where a directory should be");

    CopyResult result = belay.copy(CopyRequest.ALL, Progress.NONE);
    assertThat(result.ok()).isFalse();
    assertThat(result.destinations().get(0).problem()).contains("disk2");
    assertThat(result.destinations().get(0).hint()).isNotEmpty();
    assertThat(result.destinations().get(1).snapshots()).isEqualTo(1);

    Info info = belay.info();
    assertThat(info.copies().get(0).problem()).contains("disk2");
    assertThat(info.copies().get(1)).matches(c -> c.snapshots() == 1 && c.missing() == 0);
    Files.delete(directory.resolve("disk2"));
    assertThat(belay.info().copies().get(0)).matches(c -> !c.exists() && c.missing() == 1);
    assertThat(belay.info().problems()).anyMatch(p -> p.contains("belay copy"));
  }

  @Test
  void aDatabaseSaysWhereItIsKept() {
    bench.backup();
    try (Belay choosy = Belay.open(settings(Map.of("app", List.of("repo", "disk3"))))) {
      CopyResult result = choosy.copy(CopyRequest.ALL, Progress.NONE);
      assertThat(result.destinations())
          .extracting(CopyResult.Place::name, CopyResult.Place::snapshots)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("disk2", 0),
              org.assertj.core.groups.Tuple.tuple("disk3", 1));
      assertThat(
              choosy.copy(CopyRequest.of(bench.database.toString()), Progress.NONE).destinations())
          .hasSize(1);
    }
  }

  @Test
  void whatIsSaidOfASnapshotIsSaidOfItsCopyToo() {
    String id = bench.backup();
    belay.copy(CopyRequest.ALL, Progress.NONE);
    belay.pin(id, true);
    belay.describe(id, "before the move");
    belay.tag(id, tags("quarter"));

    assertThat(notes(belay.copy(CopyRequest.ALL, Progress.NONE))).containsExactly(1, 1);
    assertThat(notes(belay.copy(CopyRequest.ALL, Progress.NONE))).containsExactly(0, 0);
    try (Belay copy = at("disk3", "third password")) {
      assertThat(list(copy).get(0))
          .matches(SnapshotSummary::pinned)
          .matches(s -> s.description().equals("before the move"))
          .matches(s -> s.tags().equals(List.of("quarter")));
      assertThatThrownBy(() -> copy.delete(List.of("latest"))).hasMessageContaining("it is pinned");
    }

    belay.pin(id, false);
    assertThat(notes(belay.copy(CopyRequest.ALL, Progress.NONE))).containsExactly(1, 1);
    try (Belay copy = at("disk2", "other password")) {
      assertThat(list(copy).get(0)).matches(s -> !s.pinned() && s.tags().contains("quarter"));
    }
  }

  @Test
  void whatIsSaidOfACopyStaysUntilItsOriginChanges() {
    String id = bench.backup();
    belay.describe(id, "first");
    belay.copy(CopyRequest.ALL, Progress.NONE);
    try (Belay copy = at("disk2", "other password")) {
      copy.pin("latest", true);
      copy.describe("latest", "said of the copy");
    }
    belay.tag(id, tags("later"));
    belay.copy(CopyRequest.ALL, Progress.NONE);
    try (Belay copy = at("disk2", "other password")) {
      assertThat(list(copy).get(0))
          .matches(s -> s.pinned() && s.tags().equals(List.of("later")))
          .matches(s -> s.description().equals("said of the copy"));
    }
    belay.describe(id, "second");
    belay.copy(CopyRequest.ALL, Progress.NONE);
    try (Belay copy = at("disk2", "other password")) {
      assertThat(list(copy).get(0)).matches(s -> s.pinned() && s.description().equals("second"));
    }
  }

  @Test
  void aDamagedNoteIsToldAndKeepsNoOtherFromItsCopy() throws Exception {
    String damaged = bench.backup();
    bench.sql("update t set v = 'changed' where id = 7");
    String whole = bench.backup();
    belay.pin(damaged, true);
    belay.pin(whole, true);
    Path note = directory.resolve("repo/belay-notes/" + damaged + ".000000001");
    byte[] bytes = Files.readAllBytes(note);
    bytes[9] ^= 1;
    Files.delete(note);
    Files.write(note, bytes);

    CopyResult result = belay.copy(CopyRequest.ALL, Progress.NONE);
    assertThat(result.destinations()).allMatch(p -> p.problem().contains("note " + damaged));
    try (Belay copy = at("disk2", "other password")) {
      assertThat(list(copy)).extracting(SnapshotSummary::pinned).containsExactly(true, false);
    }
  }

  private static TagChange tags(String... tags) {
    return new TagChange(Optional.of(List.of(tags)), List.of(), List.of());
  }

  private static List<Integer> notes(CopyResult result) {
    return result.destinations().stream().map(CopyResult.Place::notes).toList();
  }

  @Test
  void withoutOtherRepositoriesThereIsNothingToCopyTo() {
    bench.backup();
    assertThatThrownBy(() -> bench.belay.copy(CopyRequest.ALL, Progress.NONE))
        .isInstanceOf(BelayException.class)
        .hasMessageContaining("only one repository");
  }
}
