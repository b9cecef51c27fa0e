package dev.belay;

import dev.belay.engine.ReadOptions;
import dev.belay.engine.Watch;
import dev.belay.engine.Watch.Sight;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.Drift;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan.PlannedTable;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.restore.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A snapshot to which its database is put back again and again: rows and counters, not the
 * structure. Each time is a run like every other, but tables that are proved to be as they were are
 * not read ({@link Watch}). A proof counts only if it goes back to a moment at which the table was
 * compared and found equal, so a table that was just put back is read once more the next time.
 *
 * <p>Needs its {@link Belay} open. For one thread at a time.
 */
public final class Baseline implements AutoCloseable {
  private final Belay belay;
  private final Workspace workspace;
  private final Databases.Found found;
  private final BackupRequest request;
  private final ReadOptions options;
  private final Watch watch;
  private final Map<TableName, String> states = new HashMap<>();
  private String counters = "";
  private String structure = "";
  private String snapshot = "";

  private Baseline(
      Belay belay, Workspace workspace, BackupRequest request, Databases.Found found, Duration wait)
      throws IOException {
    this.belay = belay;
    this.workspace = workspace;
    this.request = request;
    this.found = found;
    this.options = new ReadOptions(wait, workspace.options().lanes());
    this.watch = found.database().watch(options);
  }

  static Baseline take(
      Belay belay, Workspace workspace, BackupRequest request, Duration wait, Progress progress)
      throws IOException {
    if (request.profile().isPresent()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "a baseline is of whole tables, and a profile chooses rows and columns",
          "name the tables instead");
    }
    Databases.Found found = workspace.databases().find(request.database());
    found.database().requireExists();
    Baseline baseline = new Baseline(belay, workspace, request, found, wait);
    try {
      baseline.take(progress);
      return baseline;
    } catch (IOException | RuntimeException e) {
      baseline.watch.close();
      throw e;
    }
  }

  /** Looks first: whatever changes between the look and the snapshot is then read again. */
  private void take(Progress progress) throws IOException {
    try (var live = found.database().read(options)) {
      Selection selection = new Selection(request.tables(), request.excludeTables());
      for (Table table : selection.of(live.catalog().tables(), found.name())) {
        states.put(table.name(), "");
      }
    }
    Sight sight = watch.look(states);
    states.putAll(sight.states());
    counters = sight.counters();
    structure = sight.structure();
    snapshot =
        belay
            .backup(request, progress)
            .snapshot()
            .orElseThrow(() -> new IllegalStateException("a dry run is no baseline"));
  }

  /** The snapshot's id. */
  public String snapshot() {
    return snapshot;
  }

  /** Whether it is proved, without reading a row, that the database is as in the snapshot. */
  public boolean unchanged() {
    return Failures.translated("look at " + found.name(), () -> unchanged(watch.look(states)));
  }

  private boolean unchanged(Sight sight) {
    return same(sight).equals(states.keySet()) && sight.counters().equals(counters);
  }

  /**
   * Puts the database back.
   *
   * @return the run; empty where nothing had changed, so that nothing had to be done
   */
  public Optional<RunResult> reset(Progress progress) {
    return Failures.translated("put " + found.name() + " back", () -> putBack(progress));
  }

  /**
   * What happened to the database since it was last as in the snapshot: an insert is a row that the
   * snapshot has not.
   *
   * @param rows takes each row that differs, where wanted
   */
  public DiffResult changes(Optional<Consumer<RowChange>> rows, Progress progress) {
    return Failures.translated(
        "compare " + found.name(),
        () -> {
          Set<TableName> same = same(watch.look(states));
          List<String> tables =
              states.keySet().stream()
                  .filter(t -> !same.contains(t))
                  .map(t -> t.schema() + "." + t.name())
                  .toList();
          return tables.isEmpty()
              ? new DiffResult(found.name(), snapshot, List.of(), List.of())
              : belay.diff(
                  new DiffRequest(request.database(), Optional.of(snapshot), tables),
                  progress,
                  rows);
        });
  }

  private Set<TableName> same(Sight sight) {
    return sight.structure().equals(structure) ? sight.same() : Set.of();
  }

  private Optional<RunResult> putBack(Progress progress) throws IOException {
    Sight sight = watch.look(states);
    Set<TableName> same = same(sight);
    if (unchanged(sight)) {
      states.putAll(sight.states());
      return Optional.empty();
    }
    RunResult result = run(same, progress);
    for (PlannedTable table : result.plan().tables()) {
      String state = table.changes() ? "" : sight.states().getOrDefault(table.table(), "");
      states.replace(table.table(), state);
    }
    List<Drift> drift = result.plan().drift();
    if (!drift.isEmpty()) {
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "the structure of %s changed: %s"
              .formatted(
                  found.name(), String.join("; ", drift.stream().map(Drift::detail).toList())),
          "its rows were put back, its structure is not: take a new baseline after changing it");
    }
    structure = sight.structure();
    return result.plan().empty() ? Optional.empty() : Optional.of(result);
  }

  private RunResult run(Set<TableName> same, Progress progress) throws IOException {
    Order order =
        Order.of(
                "restore",
                workspace.snapshots().open(snapshot),
                found.database(),
                found.name(),
                "back to the baseline",
                request.createdBy())
            .knowing(same);
    return workspace.runner(options).run(order, Optional.empty(), progress);
  }

  @Override
  public void close() {
    Failures.translating("stop watching " + found.name(), watch::close);
  }
}
