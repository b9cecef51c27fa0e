package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.diff.LiveAim;
import dev.belay.engine.FileDatabase;
import dev.belay.model.BelayException;
import dev.belay.model.ChangedTable;
import dev.belay.model.ErrorCode;
import dev.belay.model.FileMove;
import dev.belay.model.KeptFiles;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Table;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.ChunkIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes back a run that replaced a database's files whole, or that made the first file: the files
 * that are there now are put aside, and those from before the run, if there were any, come back.
 * The files put aside are what an undo of the undo brings back.
 */
public final class FileUndo {
  private final RunContext context;

  public FileUndo(RunContext context) {
    this.context = context;
  }

  /**
   * What is asked for.
   *
   * @param run the run that is taken back; it has {@link RunRecord#files}
   * @param left the rows that it left, where they are known
   * @param leftFiles whether it left files at all
   * @param database the database
   * @param name what people call it
   * @param overwrite whether rows that changed since may go aside
   * @param reason why, for the history
   * @param by who
   */
  public record Request(
      RunRecord run,
      Optional<ChunkedDataset> left,
      boolean leftFiles,
      FileDatabase database,
      String name,
      boolean overwrite,
      String reason,
      String by) {
    KeptFiles files() {
      return run.files().orElseThrow();
    }
  }

  /** What a run would do. */
  public Plan plan(Request request, Progress progress) throws IOException {
    return draft(request, swap(request, ""), progress);
  }

  /** Does it. */
  public RunResult run(Request request, Optional<String> expected, Progress progress)
      throws IOException {
    Instant begun = context.clock().instant();
    String run = RunJournal.newId();
    FileSwap swap = swap(request, run);
    Plan plan = draft(request, swap, progress);
    Admission.requireSame(plan, expected);
    Admission.requireUnchanged(plan, request.overwrite());
    new SafetyArea(request.database()).database().requireUnused();
    RunJournal.Entry entry =
        context
            .journal()
            .begin(record(request, plan, swap, run, begun), request.database().address());
    progress.phase("committing");
    entry.committing(swap.mark(), notes(swap));
    swap.complete();
    Optional<String> unrecorded = RunEnd.recorded(entry, List.of());
    return context.committed(
        plan.withWarnings(unrecorded.stream().toList()), Optional.of(run), Optional.empty(), begun);
  }

  private static List<String> notes(FileSwap swap) {
    return swap.kept().names().isEmpty()
        ? List.of()
        : List.of("the files that were there were moved to " + swap.aside());
  }

  private static FileSwap swap(Request request, String run) throws IOException {
    KeptFiles files = request.files();
    SafetyArea area = new SafetyArea(request.database());
    if (!same(Path.of(files.target()), area.file())) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "run %s replaced the files of %s, not of %s"
              .formatted(request.run().run(), files.target(), area.file()),
          "leave out --db");
    }
    List<FileMove> fresh = new ArrayList<>();
    for (String name : files.names()) {
      Path kept = Path.of(files.directory()).resolve(name);
      if (!Files.exists(kept)) {
        throw new BelayException(
            ErrorCode.NOT_FOUND,
            "%s, which the run had put aside, is gone".formatted(kept),
            "what the database holds now is as it was; a snapshot can be restored: belay list");
      }
      fresh.add(new FileMove(kept.toString(), area.file().resolveSibling(name).toString()));
    }
    FileSwap swap = area.swap(run, fresh);
    if (swap.moves().isEmpty()) {
      throw new BelayException(
          ErrorCode.REFUSED, "there is no file %s to put aside".formatted(area.file()), "");
    }
    if (!request.leftFiles() && Files.exists(area.file())) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s was made after run %s had put the database aside"
              .formatted(area.file(), request.run().run()),
          "move it away, then give this command again");
    }
    return swap;
  }

  private static boolean same(Path recorded, Path now) throws IOException {
    return now.equals(Files.exists(recorded) ? recorded.toRealPath() : recorded);
  }

  private Plan draft(Request request, FileSwap swap, Progress progress) throws IOException {
    progress.phase("comparing");
    List<String> state = new ArrayList<>(List.of(request.run().run(), swap.family().toString()));
    List<String> warnings = new ArrayList<>();
    List<ChangedTable> changed = new ArrayList<>();
    if (request.left().isPresent()) {
      try {
        changed.addAll(changes(request, request.left().get(), state, progress));
      } catch (BelayException e) {
        if (e.code() != ErrorCode.DAMAGED) {
          throw e;
        }
        state.add("damaged");
        warnings.add("what is there now can't be read: " + e.getMessage());
      }
    }
    return new Plan(
        PlanId.of("undo of files", state),
        "undo",
        request.files().directory(),
        request.name(),
        Mode.REPLACE,
        List.of(),
        List.of(),
        List.of(),
        warnings,
        changed,
        List.of(),
        swap.moves());
  }

  /** Reads what is there now, for the plan's id, and compares what is not as the run left it. */
  private List<ChangedTable> changes(
      Request request, ChunkedDataset left, List<String> state, Progress progress)
      throws IOException {
    LeftTables before = new LeftTables(request.run());
    List<ChangedTable> changed = new ArrayList<>();
    try (ChunkedDataset now =
        new LiveAim(
            request.name(), request.database().read(context.options()), ChunkIds::of, progress)) {
      for (Table table : now.catalog().tables()) {
        TableDigest digest = digest(now, table);
        state.add(table.name() + " " + digest.hex());
        if (!before.isAsLeft(table.name(), digest)) {
          changed.add(ChangesSince.of(now, left, table, digest.rows()));
        }
      }
    }
    changed.addAll(before.gone());
    return changed;
  }

  private static TableDigest digest(ChunkedDataset now, Table table) throws IOException {
    TableDigest.Sum sum = new TableDigest.Sum();
    try (ChunkedRows chunks = now.chunks(table)) {
      while (chunks.next()) {
        sum.add(chunks.open().digest());
      }
    }
    return sum.total();
  }

  private RunRecord record(Request request, Plan plan, FileSwap swap, String run, Instant begun) {
    return new RunRecord(
        run,
        plan.command(),
        request.name(),
        request.database().address().display(),
        plan.id(),
        plan.source(),
        plan.mode(),
        context.local(begun),
        Optional.empty(),
        RunOutcome.RUNNING,
        Optional.empty(),
        Optional.of(request.run().run()),
        Optional.empty(),
        request.reason(),
        request.by(),
        plan.tables(),
        Optional.empty(),
        Optional.of(swap.kept()),
        Optional.empty(),
        List.of());
  }
}
