package dev.belay.restore;

import dev.belay.engine.Database.Damage;
import dev.belay.engine.FileDatabase;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.FileMove;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunResult;
import dev.belay.model.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Restores over a database file that is damaged, so that its rows can't be compared or saved: a new
 * file is built beside it from the snapshot and verified, then the damaged files are put aside
 * whole, and the new one takes their place.
 */
public final class Rebuild {
  private final RunContext context;

  public Rebuild(RunContext context) {
    this.context = context;
  }

  /** What is wrong with the database, one line; empty where it is sound. */
  public static Optional<String> damage(FileDatabase database, ReadOptions options)
      throws IOException {
    try {
      List<Damage> found = database.check(options);
      return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0).message());
    } catch (BelayException e) {
      if (e.code() != ErrorCode.DAMAGED) {
        throw e;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What a run would do. */
  public static Plan plan(Order order, Scripts scripts, String damage) throws IOException {
    SafetyArea area = new SafetyArea(require(order, scripts, damage));
    return draft(order, damage, area.swap("", List.of())).plan();
  }

  /** Does it. */
  public RunResult run(
      Order order, Scripts scripts, String damage, Optional<String> expected, Progress progress)
      throws IOException {
    Instant begun = context.clock().instant();
    String run = RunJournal.newId();
    SafetyArea area = new SafetyArea(require(order, scripts, damage));
    Path fresh = area.fresh(run);
    FileSwap swap = area.swap(run, List.of(new FileMove(fresh.toString(), area.file().toString())));
    Draft draft = draft(order, damage, swap);
    Admission.requireSame(draft.plan(), expected);
    FileDatabase database = area.database();
    database.requireUnused();
    RunJournal.Entry entry =
        context
            .journal()
            .begin(
                RunRecords.begun(
                        order,
                        draft.plan(),
                        Optional.empty(),
                        Optional.empty(),
                        context.local(begun),
                        run,
                        List.of("the database was damaged: " + damage))
                    .withFiles(swap.kept()),
                order.database().address());
    try {
      new InPlaceCreation(order, draft, scripts, progress)
          .build(database.at(fresh), context.options(), change -> {});
      database.requireUnused();
      entry.committing(swap.mark(), List.of("its files were moved to " + swap.aside()));
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(fresh);
      entry.finish(RunOutcome.ROLLED_BACK, List.of("failed: " + e.getMessage()));
      throw e;
    }
    swap.complete();
    Optional<String> unrecorded = RunEnd.recorded(entry, List.of());
    return context.committed(
        draft.plan().withWarnings(unrecorded.stream().toList()),
        Optional.of(run),
        Optional.empty(),
        begun);
  }

  private static FileDatabase require(Order order, Scripts scripts, String damage) {
    if (!(order.database() instanceof FileDatabase database)) {
      throw new IllegalArgumentException(order.name() + " is no file");
    }
    boolean everything =
        order.selection().whole() && order.mode() == Mode.REPLACE && !order.aim().partial();
    if (!everything || !scripts.complete()) {
      throw new BelayException(
          ErrorCode.DAMAGED,
          order.name() + " is damaged: " + damage,
          "only a whole snapshot with its structure, in mode replace, can take its place");
    }
    return database;
  }

  private static Draft draft(Order order, String damage, FileSwap swap) {
    Draft whole = Creation.draft(order);
    Plan told =
        whole
            .plan()
            .with(
                List.of(
                    "the database is damaged: " + damage,
                    "its files are kept whole, and a new database takes their place"),
                swap.moves());
    return whole.with(told);
  }
}
