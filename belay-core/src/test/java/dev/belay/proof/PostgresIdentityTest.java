package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.DiffRequest;
import dev.belay.RestoreRequest;
import dev.belay.UndoRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.DiffResult;
import dev.belay.model.Progress;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * Whatever a PostgreSQL database holds, a backup and a restore give it back exactly, and so does an
 * undo.
 */
@Tag("server")
class PostgresIdentityTest {
  /** Fixed, so that a build says the same twice; another one explores other worlds. */
  private static final String SEED = "20261121";

  @Property(seed = SEED, tries = 6, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void backupRestoreAndUndoAreIdentities(@ForAll long seed) throws Exception {
    try (Scratch scratch = Scratch.create();
        Workbench bench = new Workbench(scratch.path())) {
      Side side = Side.postgres(PostgresServers.V15);
      PostgresWorld world = new PostgresWorld(side, seed);
      List<String> good = world.content();
      String snapshot = backup(bench, side);

      Side copy = Side.postgres(PostgresServers.V15);
      bench.restore(RestoreRequest.of(snapshot).asNew(copy.reference()));
      Same.same("built", good, PostgresWorld.content(copy));
      assertThat(diff(bench, side.reference(), copy.reference()).equal()).isTrue();

      world.damage();
      List<String> damaged = world.content();
      List<DiffResult.TableDiff> live = diff(bench, copy.reference(), side.reference()).tables();
      assertThat(diff(bench, snapshot, side.reference()).tables()).isEqualTo(live);
      assertThat(diff(bench, snapshot, backup(bench, side)).tables()).isEqualTo(live);

      bench.restore(RestoreRequest.of(snapshot));
      Same.same("restored", good, world.content());
      assertThat(diff(bench, snapshot, side.reference()).equal()).isTrue();
      if (!damaged.equals(good)) {
        undo(bench, side);
        Same.same("undone", damaged, world.content());
        undo(bench, side);
        Same.same("undone again", good, world.content());
      }
    }
  }

  /** The last run on this database; the one that built the copy is another database's. */
  private static void undo(Workbench bench, Side side) {
    String run =
        bench.belay.history().stream()
            .filter(r -> r.address().equals(side.reference()))
            .findFirst()
            .orElseThrow()
            .run();
    bench.belay.undo(UndoRequest.of(run), Optional.empty(), Progress.NONE);
  }

  private static String backup(Workbench bench, Side side) {
    return bench
        .belay
        .backup(BackupRequest.of(side.reference()), Progress.NONE)
        .snapshot()
        .orElseThrow();
  }

  private static DiffResult diff(Workbench bench, String from, String to) {
    return bench.belay.diff(
        new DiffRequest(from, Optional.of(to), List.of()), Progress.NONE, Optional.empty());
  }
}
