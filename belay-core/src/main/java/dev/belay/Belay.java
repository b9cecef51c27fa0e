package dev.belay;

import dev.belay.engine.ReadOptions;
import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.CheckResult;
import dev.belay.model.CopyResult;
import dev.belay.model.DiffResult;
import dev.belay.model.ExportResult;
import dev.belay.model.ForgetPlan;
import dev.belay.model.Info;
import dev.belay.model.KeyChange;
import dev.belay.model.KeyInfo;
import dev.belay.model.Plan;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.PruneResult;
import dev.belay.model.QuerySink;
import dev.belay.model.RemovedSnapshot;
import dev.belay.model.RowChange;
import dev.belay.model.RowLog;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.SnapshotDetails;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.StoreVerification;
import dev.belay.model.StoredFiles;
import dev.belay.restore.Recovery;
import dev.belay.store.Store;
import dev.belay.store.StoreVerifier;
import dev.belay.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  /**
   * The system property that says ({@code true}) that in this process nothing but Belay opens
   * databases, as its own program does. SQLite files are then read faster, by handles of their own;
   * in an application that has them open itself, closing these would drop the application's locks.
   */
  public static final String OWN_PROCESS = "belay.own-process";

  private final Settings settings;
  private final Databases databases;
  private final Repositories repositories;
  private final Workspace workspace;

  private Belay(Settings settings, Function<String, Store> stores) {
    this.settings = settings;
    this.databases = new Databases(settings.databases(), settings.called());
    this.repositories = new Repositories(settings, stores);
    ReadOptions options =
        new ReadOptions(
            settings.patience(), ReadOptions.DEFAULT.lanes(), Boolean.getBoolean(OWN_PROCESS));
    this.workspace = new Workspace(settings, databases, repositories, options);
  }

  public static Belay open(Settings settings) {
    return new Belay(settings, location -> Stores.open(location, settings.storage()));
  }

  /** The same with stores that a test makes. */
  static Belay open(Settings settings, Function<String, Store> stores) {
    return new Belay(settings, stores);
  }

  /**
   * Has somebody told, in a sentence, of each repository that is made: by the first backup, or for
   * copies. Whoever mistyped where it is should hear of it.
   */
  public void onMade(Consumer<String> told) {
    repositories.onMade(told);
  }

  /** Has somebody told, in a sentence, of what is amiss with the storage and nothing failed for. */
  public void onWarning(Consumer<String> told) {
    repositories.onWarning(told);
  }

  /** Takes a snapshot of a database. */
  public BackupResult backup(BackupRequest request, Progress progress) {
    return Failures.translated(
        "back up " + request.profile().orElse(request.database()),
        () -> new Backups(workspace).run(request, progress));
  }

  /**
   * Brings the copies up to date: each of the settings' destinations gets the snapshots that belong
   * there and that it lacks. One that can't be reached is in the result, and keeps no other from
   * being served.
   */
  public CopyResult copy(CopyRequest request, Progress progress) {
    return Failures.translated(
        "copy snapshots", () -> new Copying(settings, workspace).run(request, progress));
  }

  /** Finds out what the repository's storage guarantees, in a place of its own beside it. */
  public StoreVerification verifyStore() {
    return Failures.translated(
        "verify " + settings.repository(),
        () ->
            new StoreVerifier(location -> Stores.open(location, settings.storage()))
                .verify(settings.repository()));
  }

  /** Lists snapshots, newest first. */
  public void list(ListRequest request, Consumer<SnapshotSummary> each) {
    Failures.translating("list the snapshots", () -> workspace.snapshots().list(request, each));
  }

  /** Lists snapshots, newest first; those that are damaged are told one by one, before that. */
  public void list(
      ListRequest request, Consumer<SnapshotSummary> each, Consumer<BelayException> damaged) {
    Failures.translating(
        "list the snapshots", () -> workspace.snapshots().list(request, each, damaged));
  }

  /** A snapshot whole. */
  public SnapshotDetails show(String snapshot) {
    return Failures.translated(
        "show " + snapshot,
        () -> Reports.details(workspace.snapshots().open(snapshot), workspace.snapshots()));
  }

  /**
   * What would turn one dataset into another.
   *
   * @param rows takes each row that differs, where wanted
   */
  public DiffResult diff(
      DiffRequest request, Progress progress, Optional<Consumer<RowChange>> rows) {
    return Failures.translated(
        "compare " + request.from(), () -> new Comparison(workspace).run(request, progress, rows));
  }

  /**
   * The life of one row over the snapshots of a database.
   *
   * @param table with its schema or without it
   * @param key the value of the row's key; of several columns, parted by commas
   */
  public RowLog log(String database, String table, String key, Progress progress) {
    return Failures.translated(
        "follow a row of " + table, () -> new Log(workspace).of(database, table, key, progress));
  }

  /**
   * Takes a snapshot to which a database is put back again and again, as tests want it.
   *
   * @param patience how long to wait for somebody who holds a lock on the database
   */
  public Baseline baseline(BackupRequest request, Duration patience, Progress progress) {
    return Failures.translated(
        "take a baseline of " + request.database(),
        () -> Baseline.take(this, workspace, request, patience, progress));
  }

  /** What a restore would do; changes nothing. */
  public Plan plan(RestoreRequest request, Progress progress) {
    return Failures.translated(
        "plan the restore of " + request.source(),
        () -> new Restore(workspace).plan(request, progress));
  }

  /**
   * Restores.
   *
   * @param planId carry out this plan and no other; empty to plan and carry out at once
   */
  public RunResult restore(RestoreRequest request, Optional<String> planId, Progress progress) {
    return Failures.translated(
        "restore " + request.source(), () -> new Restore(workspace).run(request, planId, progress));
  }

  /** The name, as things are called now, of the database that a restore would change. */
  public String databaseOf(RestoreRequest request) {
    return Failures.translated(
        "find the database", () -> new Restore(workspace).databaseOf(request));
  }

  /** What an undo would do; changes nothing. */
  public Plan plan(UndoRequest request, Progress progress) {
    return Failures.translated("plan the undo", () -> new Undo(workspace).plan(request, progress));
  }

  /**
   * Takes a run back.
   *
   * @param planId carry out this plan and no other; empty to plan and carry out at once
   */
  public RunResult undo(UndoRequest request, Optional<String> planId, Progress progress) {
    return Failures.translated("undo", () -> new Undo(workspace).run(request, planId, progress));
  }

  /** The name, as things are called now, of the database that an undo would change. */
  public String databaseOf(UndoRequest request) {
    return Failures.translated("find the database", () -> new Undo(workspace).databaseOf(request));
  }

  /** What a reset would do; reads and checks every seed, changes nothing. */
  public Plan plan(ResetRequest request, Progress progress) {
    return Failures.translated(
        "plan the reset " + request.profile(), () -> new Resets(workspace).plan(request, progress));
  }

  /**
   * Makes tables equal to a profile's seeds, and empties others.
   *
   * @param planId carry out this plan and no other; empty to plan and carry out at once
   */
  public RunResult reset(ResetRequest request, Optional<String> planId, Progress progress) {
    return Failures.translated(
        "reset " + request.profile(), () -> new Resets(workspace).run(request, planId, progress));
  }

  /** The name of the database that a reset would change. */
  public String databaseOf(ResetRequest request) {
    return Failures.translated(
        "find the database", () -> new Resets(workspace).databaseOf(request));
  }

  /** What a cleanup would do; changes nothing. */
  public Plan plan(CleanupRequest request, Progress progress) {
    return Failures.translated(
        "plan the cleanup by " + request.profile(),
        () -> new Cleanup(workspace).plan(request, progress));
  }

  /**
   * Cleans a database up by a profile: its live rows go through the profile's rules.
   *
   * @param planId carry out this plan and no other; empty to plan and carry out at once
   */
  public RunResult cleanup(CleanupRequest request, Optional<String> planId, Progress progress) {
    return Failures.translated(
        "clean up by " + request.profile(),
        () -> new Cleanup(workspace).run(request, planId, progress));
  }

  /** The name, as things are called now, of the database that a cleanup would change. */
  public String databaseOf(CleanupRequest request) {
    return Failures.translated(
        "find the database", () -> new Cleanup(workspace).databaseOf(request));
  }

  /** Writes a snapshot or a live database to files, without its secrets. */
  public ExportResult export(ExportRequest request, Progress progress) {
    return Failures.translated(
        "export " + request.source(), () -> new Exports(workspace).run(request, progress));
  }

  /**
   * Writes the files that a snapshot has beside its tables into a directory, under the names that
   * they have there. All of them, or none.
   */
  public List<StoredFiles> exportFiles(String snapshot, Path directory, Progress progress) {
    return Failures.translated(
        "write the files of " + snapshot,
        () -> new CompanionFiles(workspace).export(snapshot, directory, progress));
  }

  /**
   * Asks a snapshot or a live database something, without restoring it: one SELECT in SQLite's
   * dialect. Only the tables that it reads are loaded, into a throwaway file.
   */
  public void query(String source, String sql, QuerySink sink, Progress progress) {
    Failures.translating(
        "query " + source, () -> new Exports(workspace).query(source, sql, sink, progress));
  }

  /** Writes the whole of a live database, secrets and all, to one file that a restore takes. */
  public ExportResult backupToFile(ExportRequest request, Progress progress) {
    return Failures.translated(
        "back up " + request.source(), () -> new Exports(workspace).backup(request, progress));
  }

  /** The runs, newest first. */
  public List<RunRecord> history() {
    return Failures.translated(
        "read the history", () -> repositories.exists() ? workspace.history().all() : List.of());
  }

  /** One run. */
  public RunRecord run(String idOrPrefix) {
    return Failures.translated("read the history", () -> workspace.history().find(idOrPrefix));
  }

  /**
   * Checks the repository.
   *
   * @param readData also reads every byte and compares every table's digest
   */
  public CheckResult check(boolean readData, Progress progress) {
    return Failures.translated(
        "check the repository",
        () -> new Check(repositories.open(), settings.clock()).run(readData, progress));
  }

  /** What a policy would keep and remove; changes nothing. */
  public ForgetPlan plan(ForgetRequest request) {
    return Failures.translated("judge the snapshots", () -> new Forget(workspace).plan(request));
  }

  /**
   * Removes the snapshots that a plan does not keep; they can come back for seven days.
   *
   * @param allowMassRemoval whether more than half of a group may be removed
   * @return the ids of those that were removed
   */
  public List<String> forget(ForgetPlan plan, boolean allowMassRemoval) {
    return Failures.translated(
        "remove snapshots", () -> new Forget(workspace).run(plan, allowMassRemoval));
  }

  /** Removes snapshots, all of these or none; they can come back for seven days. */
  public List<SnapshotSummary> delete(List<String> snapshots) {
    return Failures.translated("remove snapshots", () -> new Care(workspace).delete(snapshots));
  }

  /** The removed snapshots that can come back, the last removed first. */
  public List<RemovedSnapshot> removed() {
    return Failures.translated("list removed snapshots", () -> new Care(workspace).removed());
  }

  /** Puts a removed snapshot back, under its id. */
  public SnapshotSummary undelete(String snapshot) {
    return Failures.translated(
        "put back " + snapshot, () -> new Care(workspace).undelete(snapshot));
  }

  /** Lets nothing remove a snapshot, or lets it go again. */
  public SnapshotSummary pin(String snapshot, boolean pinned) {
    return Failures.translated(
        "pin " + snapshot,
        () -> new Care(workspace).note(snapshot, note -> note.withPinned(pinned)));
  }

  /** Changes a snapshot's tags. */
  public SnapshotSummary tag(String snapshot, TagChange change) {
    return Failures.translated("tag " + snapshot, () -> new Care(workspace).tag(snapshot, change));
  }

  /** Describes a snapshot anew. */
  public SnapshotSummary describe(String snapshot, String text) {
    return Failures.translated(
        "describe " + snapshot,
        () -> new Care(workspace).note(snapshot, note -> note.withDescription(text)));
  }

  /**
   * Removes what no snapshot needs any more.
   *
   * @param maxUnused how much waste may stay in packs that are partly used: {@code 5%}, bytes as
   *     {@code 500M}, {@code unlimited}
   * @param dryRun whether only to tell what would be done
   */
  public PruneResult prune(String maxUnused, boolean dryRun, Progress progress) {
    return prune(maxUnused, dryRun, false, progress);
  }

  /**
   * The same.
   *
   * @param emptyTrash whether removed snapshots, too, can't come back any more: for a disk that is
   *     full
   */
  public PruneResult prune(
      String maxUnused, boolean dryRun, boolean emptyTrash, Progress progress) {
    return Failures.translated(
        "prune the repository",
        () -> new Care(workspace).prune(maxUnused, dryRun, emptyTrash, progress));
  }

  /** Who can open the repository. */
  public List<KeyInfo> keys() {
    return Failures.translated("list the keys", () -> new Keys(repositories.open()).list());
  }

  /** The ids of key files that are damaged, so that no password opens the repository with them. */
  public List<String> damagedKeys() {
    return Failures.translated("list the keys", () -> new Keys(repositories.open()).damaged());
  }

  /** Lets another password open the repository; no data is written again. */
  public KeyInfo addKey(RepositoryPassword password) {
    return Failures.translated("add a key", () -> new Keys(repositories.open()).add(password));
  }

  /**
   * Removes a key; never the last one.
   *
   * @param key its id or the beginning of it
   * @param alsoInUse whether it may be the one that opened the repository now
   * @return its id
   */
  public String removeKey(String key, boolean alsoInUse) {
    return Failures.translated(
        "remove a key", () -> new Keys(repositories.open()).remove(key, alsoInUse));
  }

  /**
   * Puts another password in the place of the one that opened the repository. The new one is there
   * before the old one goes.
   */
  public KeyChange changeKey(RepositoryPassword password) {
    return Failures.translated(
        "change the password",
        () -> new Keys(repositories.open()).change(settings.password(), password));
  }

  /** What is needed to open the repository without this machine. */
  public KeyKit keyKit() {
    return Failures.translated(
        "make the key kit", () -> new Keys(repositories.open()).kit(settings));
  }

  /** How things stand. */
  public Info info() {
    return Failures.translated(
        "tell how things stand",
        () -> Reports.info(settings, databases, repositories, new Copying(settings, workspace)));
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

  /** The profile of that name; NOT_FOUND, with the nearest one, where there is none. */
  public Profile profile(String name) {
    return workspace.profiles().find(name);
  }

  /** The database that a profile is for; USAGE where it does not say. */
  public String databaseOf(String profile) {
    return workspace.profiles().database(profile(profile));
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
