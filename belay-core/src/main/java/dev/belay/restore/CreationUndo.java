package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.LiveAim;
import dev.belay.engine.Change;
import dev.belay.engine.ReadOptions;
import dev.belay.files.FileMoves;
import dev.belay.model.BelayException;
import dev.belay.model.Built;
import dev.belay.model.ChangedTable;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Plan.PlannedTable;
import dev.belay.model.Progress;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.repository.Repository;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.ChunkIds;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.snapshot.Predecessors;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.SnapshotWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes back a run that built a database out of an empty one: all of it, rows and structure, goes
 * into a safety snapshot, and is dropped in the same transaction. An undo of that builds it again.
 */
public final class CreationUndo {
  private final RunContext context;

  public CreationUndo(RunContext context) {
    this.context = context;
  }

  /**
   * What is asked for.
   *
   * @param order its aim is the empty set
   * @param run the run that is taken back
   * @param left what that run built; empty where it can't be told any more
   */
  public record Request(Order order, RunRecord run, Optional<SnapshotDataset> left) {
    Built built() {
      return run.built().orElseThrow();
    }
  }

  /** What is there now, and what would become of it. */
  private record Found(Plan plan, Scripts scripts, boolean sameStructure) {}

  /** What a run would do. Locks nobody out and changes nothing. */
  public static Plan plan(Request request, ReadOptions options, Progress progress)
      throws IOException {
    try (Change change = request.order().database().change(options)) {
      return find(request, change, new LiveReader(Optional.empty(), progress), progress).plan();
    }
  }

  /** Does it. */
  public RunResult run(Request request, Optional<String> expected, Progress progress)
      throws IOException {
    Instant begun = context.clock().instant();
    Order order = request.order();
    Repository repository = context.repository();
    try (SnapshotWriter safety =
            new SnapshotWriter(
                repository, Predecessors.of(repository, order.name(), request.left()));
        Change change = order.database().change(context.options())) {
      change.lock(change.catalog().tables());
      LiveReader live = new LiveReader(Optional.of(safety), progress);
      Found found = find(request, change, live, progress);
      Admission.requireSame(found.plan(), expected);
      requireUnchanged(request, found);
      progress.phase("safety snapshot");
      String snapshot = safety.commit(manifest(order, change, live), found.scripts());
      RunJournal.Entry entry =
          context
              .journal()
              .begin(record(order, found.plan(), snapshot, begun), order.database().address());
      RunEnd end = new RunEnd(order, change, entry, FileMoves.NONE, progress);
      try {
        progress.phase("dropping");
        change.drop(request.built().kept());
        progress.phase("committing");
        entry.committing(change.commitMark(), List.of());
      } catch (IOException | RuntimeException | Error e) {
        end.abandon(e);
        throw e;
      }
      List<String> warnings = end.commit();
      return context.committed(
          found.plan().withWarnings(warnings),
          Optional.of(entry.run()),
          Optional.of(snapshot),
          begun);
    }
  }

  private static void requireUnchanged(Request request, Found found) {
    Admission.requireUnchanged(found.plan(), request.order().overwrites());
    if (!found.sameStructure() && !request.order().overwrites()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "the structure of " + request.order().name() + " changed since the run",
          "look with --dry-run; --mode replace drops it all the same");
    }
  }

  private static Found find(Request request, Change change, LiveReader live, Progress progress)
      throws IOException {
    progress.phase("comparing");
    Scripts scripts = whole(request.order(), change);
    List<PlannedTable> planned = new ArrayList<>();
    List<ChangedTable> changed = new ArrayList<>();
    LeftTables was = new LeftTables(request.run());
    for (Table table : change.catalog().tables()) {
      TableDigest digest = digest(change, table, live);
      planned.add(dropped(table, digest));
      if (!was.isAsLeft(table.name(), digest)) {
        changed.add(since(request, change, table, digest, progress));
      }
    }
    changed.addAll(was.gone());
    String structure = StructureDigest.of(scripts);
    boolean same = structure.equals(request.built().structure());
    Plan plan = plan(request, structure, planned, changed, warnings(request, change, same));
    return new Found(plan, scripts, same);
  }

  /** The structure; REFUSED where it can't be had. */
  private static Scripts whole(Order order, Change change) throws IOException {
    Scripts scripts = change.scripts();
    if (!scripts.complete()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "the structure of %s can't be stored, so it is not dropped: %s"
              .formatted(order.name(), scripts.missing()),
          "install it, or drop the database by hand; its rows can be cleared with SQL");
    }
    return scripts;
  }

  private static List<String> warnings(Request request, Change change, boolean sameStructure)
      throws IOException {
    List<String> warnings = new ArrayList<>(change.warnings());
    warnings.add(
        "all that run %s built is dropped, rows and structure".formatted(request.run().run()));
    if (!sameStructure) {
      warnings.add("the structure changed since that run, and goes as it is now");
    }
    return warnings;
  }

  private static Plan plan(
      Request request,
      String structure,
      List<PlannedTable> planned,
      List<ChangedTable> changed,
      List<String> warnings) {
    Order order = request.order();
    List<String> state = new ArrayList<>(List.of(request.run().run(), order.source(), structure));
    planned.forEach(t -> state.add(t.table() + " " + t.before()));
    return new Plan(
            PlanId.of("undo of a new database", state),
            order.command(),
            order.source(),
            order.name(),
            order.mode(),
            planned,
            List.of(),
            List.of(),
            warnings,
            changed,
            List.of(),
            List.of())
        .withStructure();
  }

  private static ChangedTable since(
      Request request, Change change, Table table, TableDigest digest, Progress progress)
      throws IOException {
    Optional<SnapshotDataset> left = request.left();
    if (left.isEmpty()) {
      return ChangedTable.unknown(table.name());
    }
    ChunkedDataset now = new LiveAim(request.order().name(), change, ChunkIds::of, progress);
    return ChangesSince.of(now, left.get(), table, digest.rows());
  }

  private static PlannedTable dropped(Table table, TableDigest rows) {
    return new PlannedTable(
        table.name(),
        0,
        0,
        rows.rows(),
        0,
        rows.rows(),
        0,
        Plan.Reason.SELECTED,
        false,
        List.of(),
        rows.hex(),
        TableDigest.EMPTY.hex());
  }

  /** Reads all of a table, into the safety snapshot where one is taken. */
  private static TableDigest digest(Change change, Table table, LiveReader live)
      throws IOException {
    try (LiveReader.Reading reading = live.read(change, table)) {
      while (reading.chunks().next()) {
        // Each chunk is stored as it is named.
      }
      reading.done();
      return reading.chunks().digest();
    }
  }

  private Manifest manifest(Order order, Change change, LiveReader live) {
    List<StoredTable> stored =
        change.catalog().tables().stream().map(t -> live.stored(t.name()).orElseThrow()).toList();
    return new Manifest(
        Manifest.FORMAT,
        context.tool(),
        context.now(),
        order.name(),
        order.database().address().display(),
        "safety",
        "before undo of run " + order.undoes().orElse(""),
        order.by(),
        List.of(),
        new Manifest.SelectionNote(List.of(), List.of()),
        change.catalog(),
        stored,
        change.counters(),
        "",
        change.warnings());
  }

  private RunRecord record(Order order, Plan plan, String safety, Instant begun) {
    return RunRecords.begun(
        order,
        plan,
        Optional.of(safety),
        Optional.empty(),
        context.local(begun),
        RunJournal.newId(),
        List.of("dropped all that run " + order.undoes().orElse("") + " had built"));
  }
}
