package dev.belay;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.Scratch;
import dev.belay.export.Export;
import dev.belay.export.FileAim;
import dev.belay.export.FileSource;
import dev.belay.match.Keys;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.snapshot.SnapshotDataset;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a database is to be made equal to: a snapshot, a file, another live database.
 *
 * @param data its rows
 * @param target the database that would change
 * @param scripts its structure
 * @param warnings what is to be known of it
 */
record Source(
    ChunkedDataset data, Databases.Found target, Export.ScriptSource scripts, List<String> warnings)
    implements Closeable {

  /** The database that a request would change, without opening more than it takes to tell. */
  static Databases.Found target(Workspace workspace, RestoreRequest request) throws IOException {
    if (request.database().isPresent()) {
      return workspace.databases().find(request.database().get());
    }
    if (isSnapshot(workspace, request.source())) {
      return workspace.origin(workspace.snapshots().open(request.source()));
    }
    Optional<Path> file = file(request.source());
    FileSource.Origin origin =
        file.isPresent() ? FileSource.originOf(file.get()) : FileSource.Origin.UNKNOWN;
    boolean known =
        workspace.databases().named().containsKey(origin.database()) || !origin.address().isEmpty();
    if (!known) {
      // Whatever is no source at all is told first.
      if (file.isPresent()) {
        FileSource.requireOne(file.get());
      } else {
        requireTables(requireSource(workspace, request.source()), workspace);
      }
      Optional<Profile> profile = request.profile().map(workspace.profiles()::find);
      if (profile.flatMap(Profile::database).isPresent()) {
        return workspace.found(Optional.empty(), profile.get());
      }
      throw new BelayException(
          ErrorCode.USAGE,
          request.source() + " is no snapshot, and does not say which database is to change",
          "name it: belay restore FILE --db DB, belay diff FILE DB");
    }
    return workspace.databases().origin(origin.database(), origin.address());
  }

  static Source open(Workspace workspace, RestoreRequest request, Progress progress)
      throws IOException {
    if (isSnapshot(workspace, request.source())) {
      SnapshotDataset snapshot = workspace.snapshots().open(request.source());
      Databases.Found target = target(workspace, request);
      return new Source(
          snapshot,
          target,
          snapshot::scripts,
          new RestoredFiles(workspace).warnings(request, snapshot, target));
    }
    return open(workspace, request, target(workspace, request), progress);
  }

  /** The same for what is no snapshot, and a database that is known already. */
  static Source open(
      Workspace workspace, RestoreRequest request, Databases.Found target, Progress progress)
      throws IOException {
    if (!request.create()) {
      target.database().requireExists();
    }
    Optional<Path> file = file(request.source());
    return file.isPresent()
        ? ofFile(workspace, file.get(), target, request, progress)
        : ofDatabase(workspace, target, request, progress);
  }

  static boolean isSnapshot(Workspace workspace, String source) {
    return SnapshotReferences.looksLikeOne(source)
        && !workspace.databases().named().containsKey(source);
  }

  /** Whether it is a file, or a directory of files, of rows. */
  static boolean isFile(String source) {
    return file(source).isPresent();
  }

  private static Optional<Path> file(String source) {
    try {
      Path path = Path.of(source);
      return Files.exists(path) && FileSource.looksLikeOne(path)
          ? Optional.of(path)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Databases.Found requireSource(Workspace workspace, String source)
      throws IOException {
    try {
      Databases.Found found = workspace.databases().find(source);
      found.database().requireExists();
      return found;
    } catch (BelayException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "\"" + source + "\" is no snapshot, and no file or database that is there",
          "give an id from 'belay list', or latest; or a .json or .csv file, or a database");
    }
  }

  /** A file that was just made, or mistaken for another, is no source: it would say nothing. */
  private static void requireTables(Databases.Found found, Workspace workspace) throws IOException {
    try (LiveDataset live = found.database().read(workspace.options())) {
      if (live.catalog().tables().isEmpty()) {
        throw new BelayException(
            ErrorCode.USAGE,
            found.name() + " holds no tables, so there is nothing to restore from it",
            "check the path: is it the right file?");
      }
    }
  }

  private static Source ofFile(
      Workspace workspace,
      Path file,
      Databases.Found target,
      RestoreRequest request,
      Progress progress)
      throws IOException {
    Optional<Catalog> catalog = Optional.empty();
    List<Counter> counters = List.of();
    if (!request.create()) {
      try (LiveDataset live = target.database().read(workspace.options())) {
        catalog = Optional.of(live.catalog());
        counters = live.counters();
      }
    }
    Keys keys = Restore.keys(request, request.profile().map(workspace.profiles()::find));
    FileAim aim = FileSource.open(file, catalog, counters, keys::of, progress);
    FileAim own = catalog.isEmpty() ? aim : own(workspace, aim, target, catalog.get());
    return new Source(own, target, aim::scripts, aim.warnings());
  }

  /**
   * With values as the database would write them: in a column for real numbers SQLite, too, makes
   * 5.0 of 5. What it has no column for is left to the plan, which refuses it by name.
   */
  private static FileAim own(Workspace workspace, FileAim aim, Databases.Found target, Catalog live)
      throws IOException {
    boolean known =
        aim.catalog().tables().stream()
            .allMatch(t -> live.table(t.name()).orElse(t).stored().containsAll(t.stored()));
    if (!aim.foreign() || !known) {
      return aim;
    }
    try (Scratch scratch = target.database().scratch(workspace.options())) {
      return aim.through(scratch);
    } catch (RuntimeException e) {
      aim.close();
      throw e;
    } catch (IOException e) {
      aim.close();
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "values of %s do not fit %s: %s".formatted(aim.name(), target.name(), e.getMessage()),
          "mend them in the source, or leave the table out (--exclude-table)",
          e);
    }
  }

  /** What another engine's database holds, as the one that would change would write it. */
  private static FileAim translated(
      Workspace workspace,
      ChunkedDataset data,
      Databases.Found target,
      RestoreRequest request,
      Progress progress)
      throws IOException {
    Selection selection = new Selection(request.tables(), request.excludeTables());
    try (LiveDataset live = target.database().read(workspace.options());
        data) {
      List<Table> some =
          new Needed(data.catalog(), live.catalog())
              .with(selection.of(data.catalog().tables(), data.name()));
      FileAim aim = FileSource.of(data, some, live.catalog(), live.counters(), progress);
      return own(workspace, aim, target, live.catalog());
    }
  }

  private static Source ofDatabase(
      Workspace workspace, Databases.Found target, RestoreRequest request, Progress progress)
      throws IOException {
    Databases.Found other = requireSource(workspace, request.source());
    if (request.create()) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "a new database is not built from a live one",
          "take a snapshot of " + other.name() + ", and restore that with --create");
    }
    if (other.database().address().parts().equals(target.database().address().parts())) {
      throw new BelayException(
          ErrorCode.USAGE,
          request.source() + " is the database that would change",
          "name a snapshot, a file or another database to make it equal to");
    }
    requireTables(other, workspace);
    ChunkedDataset data = workspace.live(other, progress);
    String engine = target.database().address().engine();
    if (!data.catalog().engine().equals(engine)) {
      data = translated(workspace, data, target, request, progress);
    }
    String why = "a live database";
    return new Source(data, target, () -> dev.belay.model.Scripts.none(why), List.of());
  }

  @Override
  public void close() throws IOException {
    data.close();
  }
}
