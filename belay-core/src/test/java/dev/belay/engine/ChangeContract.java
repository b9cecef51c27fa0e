package dev.belay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Database.Outcome;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every engine promises of a change, besides what it promises of private tables. */
public abstract class ChangeContract extends ScratchContract {
  /** Waits little, so that a test of a lock is quick. */
  private static final ReadOptions IMPATIENT = new ReadOptions(Duration.ofMillis(200), 2);

  @Test
  void stagedChangesArriveExactlyAndAreReadBack() throws Exception {
    try (Change change = database().change(OPTIONS)) {
      Table parent = known("parent");
      change.lock(List.of(parent));
      stage(change, parent, "+4\tfo\\tur\t\\N", "~2\tTWO\tb", "-10\tten\td");
      assertThat(change.apply()).containsExactly(new Change.Applied(parent, 1, 1, 1));
      assertThat(sorted(change.written(parent))).containsExactly("2\tTWO\tb", "4\tfo\\tur\t\\N");
      assertThat(change.undeleted(parent)).isZero();
      change.commitMark();
      change.commit();
    }
    assertThat(rows("parent"))
        .containsExactly("1\tone\ta", "2\tTWO\tb", "3\tthree\t\\N", "4\tfo\\tur\t\\N");
  }

  @Test
  void withoutCommitEverythingIsAsItWas() throws Exception {
    Map<String, List<String>> before = all();
    try (Change change = database().change(OPTIONS)) {
      Table parent = known("parent");
      change.lock(List.of(parent));
      stage(change, parent, "+4\tfour\t\\N", "~2\tTWO\tb", "-10\tten\td");
      change.apply();
    }
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void aPreviewChangesAndLocksNothing() throws Exception {
    Map<String, List<String>> before = all();
    try (Change change = database().change(OPTIONS)) {
      Table parent = known("parent");
      stage(change, parent, "+4\tfour\t\\N", "~2\tTWO\tb", "-1\tone\ta");
      assertThat(change.orphans(known("child"), key(known("child")), parent)).isEqualTo(2);
      assertThat(lines(change.stagedLive(parent, true))).containsExactly("2\ttwo\tb");
      assertThat(lines(change.stagedLive(parent, false))).containsExactly("1\tone\ta");
      assertThat(lines(change.stagedNew(parent))).containsExactly("2\tTWO\tb", "4\tfour\t\\N");
    }
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void rowsMaySwapTheirUniqueValues() throws Exception {
    change("parent", "~1\tone\tb", "~2\ttwo\ta", "-10\tten\td", "+11\televen\td");
    assertThat(rows("parent"))
        .containsExactly("1\tone\tb", "2\ttwo\ta", "3\tthree\t\\N", "11\televen\td");
  }

  @Test
  void oneOfSeveralEqualRowsIsDeleted() throws Exception {
    change("loose", "-x\t1", "-\\N\t\\N", "+n\t7", "+n\t7");
    assertThat(rows("loose"))
        .containsExactly("\\N\t2", "a\t\\N", "n\t7", "n\t7", "x\t0", "x\t1", "x\t1");
  }

  @Test
  void keysOfSeveralColumnsFindTheirRow() throws Exception {
    change("pair", "~new\t10\ta", "-1\t2\tb", "+i\t10\tb");
    assertThat(rows("pair"))
        .containsExactly("\\N\t1\tB", "3\t9\ta", "new\t10\ta", "i\t10\tb", "u\t1\t\u00e9");
  }

  @Test
  void columnsThatAreLeftOutKeepTheirValuesOrGetTheirDefaults() throws Exception {
    try (Change change = database().change(OPTIONS)) {
      Table guest = known("guest");
      change.lock(List.of(guest));
      List<Column> some = List.of(column(guest, "id"), column(guest, "parent_id"));
      try (Stage stage = change.stage(guest, some)) {
        put(stage, "~1\t2");
        put(stage, "+5\t1");
      }
      change.apply();
      assertThat(sorted(change.written(guest))).containsExactly("1\t2", "5\t1");
      change.commitMark();
      change.commit();
    }
    assertThat(rows("guest")).containsExactly("1\t2\tg", "2\t3\th", "5\t1\tnew");
  }

  @Test
  void anEmptyTableIsLoadedInBulk() throws Exception {
    run(database(), "DELETE FROM loose; DELETE FROM child;");
    try (Change change = database().change(OPTIONS)) {
      Table parent = known("parent");
      Table child = known("child");
      change.lock(List.of(child));
      try (Stage stage = change.bulk(child, child.stored())) {
        for (int i = 1; i <= 3000; i++) {
          put(stage, "+" + i + "\t1\tv" + i);
        }
      }
      assertThat(change.apply()).containsExactly(new Change.Applied(child, 3000, 0, 0));
      assertThat(change.broken(child, key(child), parent)).isZero();
      assertThat(lines(change.written(child))).hasSize(3000);
      change.commitMark();
      change.commit();
    }
    assertThat(rows("child")).hasSize(3000).contains("2999\t1\tv2999");
  }

  @Test
  void noTriggerFiresAndAllAreThereAfterwards() throws Exception {
    run(database(), trigger("parent"));
    try (LiveDataset live = database().read(OPTIONS)) {
      assertThat(table(live, "parent").triggers()).isNotEmpty();
    }
    change("parent", "+4\tfour\t\\N", "~2\tTWO\tb", "-10\tten\td");
    assertThat(rows("log")).isEmpty();
    run(database(), "INSERT INTO parent VALUES (5, 'five', NULL);");
    assertThat(rows("log")).hasSize(1);
  }

  @Test
  void noCascadeHappensByItself() throws Exception {
    change("parent", "-1\tone\ta");
    assertThat(rows("child")).hasSize(4);
  }

  @Test
  void referencesThatWouldNotHoldAreCounted() throws Exception {
    try (Change change = database().change(OPTIONS)) {
      Table parent = known("parent");
      Table child = known("child");
      change.lock(List.of(parent, child));
      stage(change, parent, "-1\tone\ta", "+5\tfive\t\\N");
      stage(change, child, "+7\t5\tn", "+8\t99\tn", "~3\t1\tz", "~4\t\\N\tw2");
      assertThat(change.missingParents(child, key(child), parent)).isEqualTo(2);
      assertThat(change.orphans(child, key(child), parent)).isEqualTo(2);
      change.apply();
      assertThat(change.broken(child, key(child), parent)).isEqualTo(4);
    }
  }

  @Test
  void aCascadeTakesWhatRefersToTheDeleted() throws Exception {
    try (Change change = database().change(OPTIONS)) {
      Table parent = known("parent");
      Table child = known("child");
      Table guest = known("guest");
      change.lock(List.of(parent, child, guest));
      stage(change, parent, "-1\tone\ta");
      assertThat(change.cascade(child, key(child), parent)).isEqualTo(2);
      assertThat(change.cascade(child, key(child), parent)).isZero();
      assertThat(change.cascade(guest, key(guest), parent)).isEqualTo(1);
      assertThat(lines(change.stagedLive(child, false))).containsExactly("1\t1\tx", "2\t1\ty");
      assertThat(lines(change.stagedLive(guest, true))).containsExactly("1\t1\tg");
      assertThat(lines(change.stagedNew(guest))).containsExactly("1\t\\N\tg");
      assertThat(change.orphans(child, key(child), parent)).isZero();
      change.apply();
      assertThat(change.broken(child, key(child), parent)).isZero();
      assertThat(change.broken(guest, key(guest), parent)).isZero();
      change.commitMark();
      change.commit();
    }
    assertThat(rows("child")).containsExactly("3\t2\tz", "4\t\\N\tw");
    assertThat(rows("guest")).containsExactly("1\t\\N\tg", "2\t3\th");
  }

  @Test
  void onlyParentsThatAreNeededAreKept() throws Exception {
    try (Change change = database().change(OPTIONS)) {
      Table parent = known("parent");
      Table child = known("child");
      stage(change, parent, "+20\ttwenty\t\\N", "+21\ttwentyone\t\\N", "+22\tmore\t\\N");
      stage(change, child, "+7\t20\tn", "~4\t22\tn");
      assertThat(change.keepReferenced(parent, List.of(new Change.Reference(child, key(child)))))
          .isEqualTo(2);
      assertThat(lines(change.stagedNew(parent)))
          .containsExactly("20\ttwenty\t\\N", "22\tmore\t\\N");
    }
  }

  @Test
  void somebodyElsesTransactionIsWaitedForOnlySoLong() throws Exception {
    Table parent = known("parent");
    try (AutoCloseable other = writing(database(), "parent");
        Change change = database().change(IMPATIENT)) {
      assertThat(other).isNotNull();
      assertThatThrownBy(() -> change.lock(List.of(parent)))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }
  }

  @Test
  void writersAreLockedOutUntilTheEnd() throws Exception {
    try (Change change = database().change(OPTIONS)) {
      change.lock(List.of(known("parent")));
      assertThatThrownBy(() -> writing(database(), "parent").close()).isInstanceOf(Exception.class);
    }
    writing(database(), "parent").close();
  }

  @Test
  void theMarkTellsWhetherItCommitted() throws Exception {
    Table parent = known("parent");
    String rolledBack;
    try (Change change = database().change(OPTIONS)) {
      change.lock(List.of(parent));
      stage(change, parent, "~2\tTWO\tb");
      change.apply();
      rolledBack = change.commitMark();
    }
    assertThat(database().outcome(rolledBack)).isEqualTo(Outcome.ROLLED_BACK);
    String committed;
    try (Change change = database().change(OPTIONS)) {
      change.lock(List.of(parent));
      stage(change, parent, "~2\tTWO\tb");
      change.apply();
      committed = change.commitMark();
      change.commit();
    }
    assertThat(database().outcome(committed)).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void countersAreReadAndSet() throws Exception {
    run(database(), "CREATE TABLE numbered(id %s, v TEXT);".formatted(numberedKey()));
    run(database(), "INSERT INTO numbered(v) VALUES ('a'), ('b');");
    try (Change change = database().change(OPTIONS)) {
      Table numbered = known("numbered");
      change.lock(List.of(numbered));
      Counter counter =
          change.counters().stream()
              .filter(c -> c.table().equals(Optional.of(numbered.name())))
              .findFirst()
              .orElseThrow();
      assertThat(counter.value()).isEqualTo(2);
      assertThat(counter.used()).isTrue();
      change.apply();
      Counter moved = new Counter(counter.name(), counter.table(), counter.column(), 41, true);
      change.counters(List.of(moved), List.of(numbered));
      change.commitMark();
      change.commit();
    }
    run(database(), "INSERT INTO numbered(v) VALUES ('c');");
    assertThat(rows("numbered")).containsExactly("1\ta", "2\tb", "42\tc");
  }
}
