package dev.belay;

import dev.belay.backup.Backup;
import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.DatasetDiff;
import dev.belay.diff.LiveAim;
import dev.belay.engine.FileDatabase;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.CheckResult;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Info;
import dev.belay.model.KeyInfo;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.model.SnapshotDetails;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.TableName;
import dev.belay.repository.Repository;
import dev.belay.restore.Creation;
import dev.belay.restore.History;
import dev.belay.restore.Order;
import dev.belay.restore.Rebuild;
import dev.belay.restore.Recovery;
import dev.belay.restore.Runner;
import dev.belay.snapshot.ChunkIds;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.SnapshotFacts;
import dev.belay.store.Store;
import dev.belay.store.Stores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Everything that Belay does, as one object. Opening it touches nothing; the repository is opened
 * when it is first needed and made by the first backup.
 *
 * <p>Every method throws {@link BelayException}, and nothing else, for what goes wrong; the
 * database is then as it was. For one thread at a time.
 */
public final class Belay implements AutoCloseable {
  private final Settings settings;
  private final Databases databases;
  private final Repositories repositories;
  private final ReadOptions options = ReadOptions.DEFAULT;

  private Belay(Settings settings, Function<String, Store> stores) {
    this.settings = settings;
    this.databases = new Databases(settings.databases());
    this.repositories = new Repositories(settings, stores);
  }

  public static Belay open(Settings settings) {
    return new Belay(settings, Stores::open);
  }

  /** The same with stores that a test makes. */
  static Belay open(Settings settings, Function<String, Store> stores) {
    return new Belay(settings, stores);
  }

  /** Takes a snapshot of a database. */
  public BackupResult backup(BackupRequest request, Progress progress) {
    return Failures.translated(
        "back up " + request.database(),
        () -> {
          Databases.Found found = databases.find(request.database());
          Backup.Order order =
              new Backup.Order(
                  found.database(),
                  found.name(),
                  new Selection(request.tables(), request.excludeTables()),
                  request.type(),
                  request.description(),
                  request.createdBy(),
                  request.tags());
          Backup backup = new Backup(options, settings.clock(), Version.TOOL);
          if (request.dryRun()) {
            return backup.dryRun(order, progress);
          }
          found.database().requireExists();
          return backup.run(order, repositories.openOrCreate(), progress);
        });
  }

  /** Lists snapshots, newest first. */
  public void list(ListRequest request, Consumer<SnapshotSummary> each) {
    Failures.translated(
        "list the snapshots",
        () -> {
          new Snapshots(repositories.open()).list(request, each);
          return "";
        });
  }

  /** A snapshot whole. */
  public SnapshotDetails show(String snapshot) {
    return Failures.translated(
        "show " + snapshot,
        () -> {
          SnapshotDataset opened = new Snapshots(repositories.open()).open(snapshot);
          Manifest manifest = opened.manifest();
          return new SnapshotDetails(
              SnapshotFacts.of(opened.name(), manifest),
              manifest.address(),
              opened.catalog(),
              manifest.tables().stream()
                  .map(
                      t ->
                          new SnapshotDetails.StoredTable(
                              t.table(), t.rows(), t.bytes(), t.digest()))
                  .toList(),
              manifest.counters(),
              manifest.noSchema(),
              manifest.warnings(),
              manifest.tool());
        });
  }

  /**
   * What would turn one dataset into another.
   *
   * @param rows takes each row that differs, where wanted
   */
  public DiffResult diff(
      DiffRequest request, Progress progress, Optional<Consumer<RowChange>> rows) {
    return Failures.translated(
        "compare " + request.from(),
        () -> {
          progress.phase("comparing");
          try (ChunkedDataset from = dataset(request.from(), progress);
              ChunkedDataset to = other(request, from, progress)) {
            Selection selection = new Selection(request.tables(), List.of());
            return new DatasetDiff(from, to).run(selection, options.lanes(), rows);
          }
        });
  }

  private ChunkedDataset other(DiffRequest request, ChunkedDataset from, Progress progress)
      throws IOException {
    if (request.to().isPresent()) {
      return dataset(request.to().get(), progress);
    }
    if (from instanceof SnapshotDataset snapshot) {
      return live(origin(snapshot), progress);
    }
    throw new BelayException(
        ErrorCode.USAGE,
        request.from() + " is a live database; there is nothing to compare it with",
        "name a snapshot first: belay diff SNAPSHOT " + request.from());
  }

  private ChunkedDataset dataset(String text, Progress progress) throws IOException {
    return Snapshots.looksLikeOne(text) && !databases.named().containsKey(text)
        ? new Snapshots(repositories.open()).open(text)
        : live(databases.find(text), progress);
  }

  private ChunkedDataset live(Databases.Found found, Progress progress) throws IOException {
    found.database().requireExists();
    return new LiveAim(found.name(), found.database().read(options), ChunkIds::of, progress);
  }

  private Databases.Found origin(SnapshotDataset snapshot) {
    return databases.origin(snapshot.manifest().database(), snapshot.manifest().address());
  }

  /** What a restore would do; changes nothing. */
  public Plan plan(RestoreRequest request, Progress progress) {
    return Failures.translated(
        "plan the restore of " + request.source(),
        () -> {
          SnapshotDataset source = source(request.source());
          Order order = order(request, source);
          Repository repository = repositories.open();
          if (request.create()) {
            return creation(repository).plan(order, source.scripts());
          }
          try {
            return runner(repository).plan(order, progress);
          } catch (BelayException e) {
            return rebuild(repository).plan(order, source.scripts(), damage(repository, order, e));
          }
        });
  }

  /**
   * Restores.
   *
   * @param planId carry out this plan and no other; empty to plan and carry out at once
   */
  public RunResult restore(RestoreRequest request, Optional<String> planId, Progress progress) {
    return Failures.translated(
        "restore " + request.source(),
        () -> {
          SnapshotDataset source = source(request.source());
          Order order = order(request, source);
          Repository repository = repositories.open();
          if (request.create()) {
            return creation(repository).run(order, source.scripts(), planId, progress);
          }
          try {
            return runner(repository).run(order, planId, progress);
          } catch (BelayException e) {
            String damage = damage(repository, order, e);
            return rebuild(repository).run(order, source.scripts(), damage, planId, progress);
          }
        });
  }

  /**
   * What is wrong with the database's file, where that is why a run failed; otherwise the failure
   * stands. The repository may be what is damaged, and a server looks after its own files.
   */
  private String damage(Repository repository, Order order, BelayException failure)
      throws IOException {
    if (failure.code() == ErrorCode.DAMAGED && order.database() instanceof FileDatabase file) {
      return rebuild(repository).damage(file).orElseThrow(() -> failure);
    }
    throw failure;
  }

  private Rebuild rebuild(Repository repository) {
    return new Rebuild(repository, options, settings.clock());
  }

  private SnapshotDataset source(String reference) throws IOException {
    if (!Snapshots.looksLikeOne(reference)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "\"" + reference + "\" is no snapshot",
          "give an id from 'belay list', or latest");
    }
    return new Snapshots(repositories.open()).open(reference);
  }

  private Order order(RestoreRequest request, SnapshotDataset source) throws IOException {
    Databases.Found found =
        request.database().isPresent() ? databases.find(request.database().get()) : origin(source);
    if (!request.create()) {
      found.database().requireExists();
    }
    return new Order(
        "restore",
        source,
        source.name(),
        new Selection(request.tables(), request.excludeTables()),
        request.mode(),
        found.database(),
        found.name(),
        Optional.empty(),
        Map.of(),
        false,
        request.reason(),
        request.by());
  }

  /** The name, as things are called now, of the database that a restore would change. */
  public String databaseOf(RestoreRequest request) {
    return Failures.translated(
        "find the database",
        () ->
            (request.database().isPresent()
                    ? databases.find(request.database().get())
                    : origin(source(request.source())))
                .name());
  }

  /** The name, as things are called now, of the database that an undo would change. */
  public String databaseOf(UndoRequest request) {
    return Failures.translated("find the database", () -> undone(request, toUndo(request)).name());
  }

  /** What an undo would do; changes nothing. */
  public Plan plan(UndoRequest request, Progress progress) {
    return Failures.translated(
        "plan the undo",
        () -> {
          Order order = order(request);
          Plan plan = runner(repositories.open()).plan(order, progress);
          return plan.overwrites().isEmpty() ? plan : withWhatChangedSince(plan, order, progress);
        });
  }

  /** Says which rows changed since the run: those that differ from what it restored. */
  private Plan withWhatChangedSince(Plan plan, Order order, Progress progress) throws IOException {
    RunRecord run =
        new History(repositories.open(), settings.clock()).find(order.undoes().orElseThrow());
    List<String> tables = plan.overwrites().stream().map(TableName::toString).toList();
    List<String> warnings = new ArrayList<>(plan.warnings());
    if (run.mode() == Mode.REPLACE) {
      try (ChunkedDataset restored = new Snapshots(repositories.open()).open(run.source());
          ChunkedDataset live =
              new LiveAim(order.name(), order.database().read(options), ChunkIds::of, progress)) {
        DiffResult since =
            new DatasetDiff(live, restored)
                .run(new Selection(tables, List.of()), options.lanes(), Optional.empty());
        for (DiffResult.TableDiff table : since.tables()) {
          warnings.add(
              "since the run, rows of %s were inserted: %d, updated: %d, deleted: %d; see them: belay diff %s --table %s --rows"
                  .formatted(
                      table.table(),
                      table.insert(),
                      table.update(),
                      table.delete(),
                      run.source().substring(0, 8),
                      table.table()));
        }
      }
    } else {
      warnings.add("rows changed since the run in " + String.join(", ", tables));
    }
    return plan.withWarnings(warnings);
  }

  /**
   * Takes a run back.
   *
   * @param planId carry out this plan and no other; empty to plan and carry out at once
   */
  public RunResult undo(UndoRequest request, Optional<String> planId, Progress progress) {
    return Failures.translated(
        "undo", () -> runner(repositories.open()).run(order(request), planId, progress));
  }

  private Order order(UndoRequest request) throws IOException {
    RunRecord run = toUndo(request);
    String safety =
        run.safety()
            .orElseThrow(
                () ->
                    new BelayException(
                        ErrorCode.REFUSED,
                        "run "
                            + run.run()
                            + " has no safety snapshot: it put the damaged files of "
                            + run.database()
                            + " aside whole",
                        "belay history " + run.run() + " says where they are"));
    SnapshotDataset source = new Snapshots(repositories.open()).open(safety);
    Databases.Found found = undone(request, run);
    found.database().requireExists();
    Map<TableName, String> expected = left(run);
    return new Order(
        "undo",
        source,
        source.name(),
        Selection.ALL,
        Mode.REPLACE,
        found.database(),
        found.name(),
        Optional.of(run.run()),
        expected,
        request.overwrite(),
        request.reason(),
        request.by());
  }

  /** The digests of the tables after a run. An undo leaves alone what the run before it left. */
  private Map<TableName, String> left(RunRecord run) throws IOException {
    History history = new History(repositories.open(), settings.clock());
    Map<TableName, String> left = new HashMap<>();
    Optional<RunRecord> each = Optional.of(run);
    while (each.isPresent()) {
      each.get().tables().forEach(t -> left.putIfAbsent(t.table(), t.after()));
      Optional<String> before = each.get().undoes();
      each = before.isPresent() ? Optional.of(history.find(before.get())) : Optional.empty();
    }
    return left;
  }

  private Databases.Found undone(UndoRequest request, RunRecord run) {
    return request.database().isPresent()
        ? databases.find(request.database().get())
        : databases.origin(run.database(), run.address());
  }

  /** The last run where none is named: never one before it, which nobody meant. */
  private RunRecord toUndo(UndoRequest request) throws IOException {
    History history = new History(repositories.open(), settings.clock());
    if (request.run().isPresent()) {
      RunRecord run = history.find(request.run().get());
      if (run.outcome() != RunOutcome.COMMITTED && run.outcome() != RunOutcome.UNKNOWN) {
        throw new BelayException(
            ErrorCode.REFUSED,
            "run "
                + run.run()
                + " changed nothing: "
                + run.outcome().name().toLowerCase(java.util.Locale.ROOT),
            "run: belay history");
      }
      return run;
    }
    Optional<String> name = request.database().map(d -> databases.find(d).name());
    return history.all().stream()
        .filter(r -> r.outcome() == RunOutcome.COMMITTED)
        .filter(r -> name.map(r.database()::equals).orElse(true))
        .findFirst()
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.NOT_FOUND, "there is no run to undo", "run: belay history"));
  }

  private Runner runner(Repository repository) {
    return new Runner(repository, options, settings.clock(), Version.TOOL);
  }

  private Creation creation(Repository repository) {
    return new Creation(repository, options, settings.clock(), Version.TOOL);
  }

  /** The runs, newest first. */
  public List<RunRecord> history() {
    return Failures.translated(
        "read the history",
        () ->
            repositories.exists()
                ? new History(repositories.open(), settings.clock()).all()
                : List.of());
  }

  /** One run. */
  public RunRecord run(String idOrPrefix) {
    return Failures.translated(
        "read the history",
        () -> new History(repositories.open(), settings.clock()).find(idOrPrefix));
  }

  /**
   * Checks the repository.
   *
   * @param readData also reads every byte and compares every table's digest
   */
  public CheckResult check(boolean readData, Progress progress) {
    return Failures.translated(
        "check the repository", () -> new Check(repositories.open()).run(readData, progress));
  }

  /** Who can open the repository. */
  public List<KeyInfo> keys() {
    return Failures.translated("list the keys", () -> Reports.keys(repositories.open()));
  }

  /** How things stand. */
  public Info info() {
    return Failures.translated(
        "tell how things stand", () -> Reports.info(settings, databases, repositories));
  }

  /**
   * Finds out what became of runs that were interrupted, and records it.
   *
   * @return those runs; with outcome UNKNOWN where it could not be found out
   */
  public List<RunRecord> recover() {
    return Failures.translated(
        "look for interrupted runs",
        () ->
            repositories.exists()
                ? new Recovery(repositories.open(), settings.clock(), databases::at).settle()
                : List.of());
  }

  /**
   * The target that a name from the settings, a path or a URL stands for, with the name that its
   * snapshots carry; NOT_FOUND where it stands for none.
   */
  public Target resolve(String database) {
    return databases.resolved(database);
  }

  /** Whether destructive commands on this database want its name typed. */
  public boolean isProtected(String database) {
    return databases.find(database).isProtected();
  }

  @Override
  public void close() {
    repositories.close();
  }
}
