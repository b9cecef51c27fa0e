package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.Belay;
import dev.belay.DiffRequest;
import dev.belay.RestoreRequest;
import dev.belay.UndoRequest;
import dev.belay.Workbench;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever a SQLite database holds, a backup and a restore give it back bit for bit, and so does an
 * undo.
 */
class SqliteIdentityTest {
  /** Fixed, so that a build says the same twice; another one explores other worlds. */
  private static final String SEED = "20261121";

  @Property(seed = SEED, tries = 25, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void aNewDatabaseFromASnapshotIsTheSame(@ForAll long seed) throws Exception {
    try (Scratch scratch = Scratch.create();
        Workbench bench = new Workbench(scratch.path())) {
      SqliteWorld world = new SqliteWorld(bench.database, seed);
      List<String> good = world.content();
      String snapshot = bench.backup();
      Path copy = scratch.path().resolve("copy.db");
      bench.restore(RestoreRequest.of(snapshot).asNew(copy.toString()));
      Same.same("built", good, SqliteWorld.content(copy));
      Same.same("untouched", good, world.content());
    }
  }

  @Property(seed = SEED, tries = 25, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void aRestoreAndItsUndoAreIdentities(@ForAll long seed) throws Exception {
    try (Scratch scratch = Scratch.create();
        Workbench bench = new Workbench(scratch.path())) {
      SqliteWorld world = new SqliteWorld(bench.database, seed);
      List<String> good = world.content();
      String snapshot = bench.backup();
      world.damage();
      List<String> damaged = world.content();

      bench.restore(RestoreRequest.of(snapshot));
      Same.same("restored", good, world.content());
      assertThat(diff(bench.belay, snapshot, bench.database.toString()).equal()).isTrue();
      if (damaged.equals(good)) {
        return;
      }
      if (undone(bench.belay)) {
        Same.same("undone", damaged, world.content());
      }
      if (undone(bench.belay)) {
        Same.same("undone again", good, world.content());
      }
    }
  }

  @Property(seed = SEED, tries = 15, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void aDiffIsTheSameFromSnapshotsAndFromDatabases(@ForAll long seed) throws Exception {
    try (Scratch scratch = Scratch.create();
        Workbench bench = new Workbench(scratch.path())) {
      SqliteWorld world = new SqliteWorld(bench.database, seed);
      Path copy = scratch.path().resolve("good.db");
      world.copyTo(copy);
      String good = bench.backup();
      assertThat(diff(bench.belay, good, copy.toString()).equal()).isTrue();
      world.damage();
      String damaged = bench.backup();
      List<DiffResult.TableDiff> live =
          diff(bench.belay, copy.toString(), bench.database.toString()).tables();
      assertThat(diff(bench.belay, good, damaged).tables()).isEqualTo(live);
      assertThat(diff(bench.belay, good, bench.database.toString()).tables()).isEqualTo(live);
      assertThat(diff(bench.belay, damaged, bench.database.toString()).equal()).isTrue();
    }
  }

  private static DiffResult diff(Belay belay, String from, String to) {
    return belay.diff(
        new DiffRequest(from, Optional.of(to), List.of()), Progress.NONE, Optional.empty());
  }

  /**
   * Takes the last run back. Rows that referred to nothing, to which the run gave a parent, go with
   * that parent as their foreign key says or keep it from going: then it is not asked for, since
   * the plan says so.
   */
  private static boolean undone(Belay belay) {
    UndoRequest request = UndoRequest.last();
    try {
      Plan plan = belay.plan(request, Progress.NONE);
      boolean identity = plan.tables().stream().noneMatch(t -> t.reason() == Plan.Reason.CASCADE);
      if (identity) {
        belay.undo(request, Optional.of(plan.id()), Progress.NONE);
      }
      return identity;
    } catch (BelayException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
      assertThat(e).hasMessageContaining("that would be deleted");
      return false;
    }
  }
}
