package dev.belay;

import dev.belay.engine.FileDatabase;
import dev.belay.files.FilesAim;
import dev.belay.files.StoredFolders;
import dev.belay.files.UndoneFiles;
import dev.belay.model.PlannedFiles;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.RunRecord;
import dev.belay.model.ShortId;
import dev.belay.model.StoredFiles;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the files that a snapshot has beside its tables go back, and where. A restore writes
 * those that the profile names, to the places that it names: a snapshot alone never says where. An
 * undo goes back to where its run was, which the safety snapshot of that run knows.
 */
final class RestoredFiles {
  private final Workspace workspace;

  RestoredFiles(Workspace workspace) {
    this.workspace = workspace;
  }

  /** For a restore. */
  FilesAim of(RestoreRequest request, Source source, Progress progress) throws IOException {
    return source.data() instanceof SnapshotDataset snapshot
        ? StoredFolders.of(
            snapshot, places(request, snapshot, source.target()), never(source.target()), progress)
        : FilesAim.NONE;
  }

  /** For an undo: those that the run wrote, replaced or removed. */
  FilesAim of(UndoRequest request, SnapshotDataset safety, Databases.Found target)
      throws IOException {
    return request.files() && !elsewhere(safety, target)
        ? UndoneFiles.of(safety, never(target))
        : FilesAim.NONE;
  }

  /** What a person should know of those that an undo leaves as its run left them. */
  List<String> warnings(
      UndoRequest request, RunRecord run, SnapshotDataset safety, Databases.Found target) {
    if (request.files() && !elsewhere(safety, target)) {
      return List.of();
    }
    List<PlannedFiles> left = run.folders().stream().filter(PlannedFiles::changes).toList();
    boolean kept = left.stream().anyMatch(f -> f.replace() + f.remove() > 0);
    return List.of(
        "the files that run %s changed (%s) are left as they are: %s%s"
            .formatted(
                run.run(),
                String.join(", ", left.stream().map(PlannedFiles::name).toList()),
                request.files() ? "they are beside another database" : "so it was asked",
                kept
                    ? "; belay export %s --files DIR writes those that it replaced"
                        .formatted(ShortId.of(safety.name()))
                    : ""));
  }

  /** What a person should know of those that are left alone. */
  List<String> warnings(RestoreRequest request, SnapshotDataset snapshot, Databases.Found target) {
    Set<StoredFiles> back = places(request, snapshot, target).keySet();
    List<String> left =
        snapshot.manifest().files().stream()
            .filter(f -> !back.contains(f))
            .map(StoredFiles::name)
            .toList();
    return left.isEmpty()
        ? List.of()
        : List.of(
            "its files (%s) are left as they are: %s; belay export %s --files DIR writes them"
                .formatted(
                    String.join(", ", left),
                    why(request, snapshot, target),
                    ShortId.of(snapshot.name())));
  }

  private String why(RestoreRequest request, SnapshotDataset snapshot, Databases.Found target) {
    String profile = snapshot.manifest().selection().profile();
    if (!request.files()) {
      return "so it was asked";
    }
    if (request.create()) {
      return "a new database is built";
    }
    if (request.profile().isEmpty()) {
      return profile.isEmpty() ? "no --profile names them" : "--profile " + profile + " names them";
    }
    if (some(request)) {
      return "only some tables are asked for";
    }
    return elsewhere(snapshot, target)
        ? "they are beside another database"
        : "the profile does not name them";
  }

  private static boolean some(RestoreRequest request) {
    return !request.tables().isEmpty() || !request.excludeTables().isEmpty();
  }

  /** A copy of a database is not what the files of the original lie beside. */
  boolean elsewhere(SnapshotDataset snapshot, Databases.Found target) {
    String address = target.database().address().display();
    return !address.equals(snapshot.manifest().address())
        && !(target.name().equals(snapshot.manifest().database())
            && isNamed(target.name(), address));
  }

  /** A database that has no name goes by that of its file, which a copy may share. */
  private boolean isNamed(String name, String address) {
    Databases databases = workspace.databases();
    return databases.named().containsKey(name)
        && databases.find(name).database().address().display().equals(address);
  }

  private Map<StoredFiles, Path> places(
      RestoreRequest request, SnapshotDataset snapshot, Databases.Found target) {
    Optional<Profile> profile = request.profile().map(workspace.profiles()::find);
    return profile.isEmpty()
            || !request.files()
            || request.create()
            || some(request)
            || elsewhere(snapshot, target)
        ? Map.of()
        : matched(snapshot.manifest().files(), profile.get().files());
  }

  /** By the place where they were; else, for a profile that moved, by a name that only one has. */
  private static Map<StoredFiles, Path> matched(List<StoredFiles> stored, List<Path> named) {
    Map<StoredFiles, Path> places = new LinkedHashMap<>();
    List<Path> free = new ArrayList<>(named);
    for (StoredFiles each : stored) {
      named.stream()
          .filter(p -> free.contains(p) && same(p, each))
          .findFirst()
          .ifPresent(
              p -> {
                places.put(each, p);
                free.remove(p);
              });
    }
    List<StoredFiles> rest = stored.stream().filter(s -> !places.containsKey(s)).toList();
    for (StoredFiles each : rest) {
      List<Path> fitting = free.stream().filter(p -> last(p).equals(lastOf(each))).toList();
      boolean only = rest.stream().filter(s -> lastOf(s).equals(lastOf(each))).count() == 1;
      if (only && fitting.size() == 1) {
        places.put(each, fitting.get(0));
      }
    }
    return places;
  }

  /** A safety snapshot names the place without links. */
  private static boolean same(Path named, StoredFiles stored) {
    if (named.toString().equals(stored.path())) {
      return true;
    }
    try {
      return named.toRealPath().toString().equals(stored.path());
    } catch (IOException e) {
      return false;
    }
  }

  private static String last(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String lastOf(StoredFiles stored) {
    return last(Path.of(stored.path()));
  }

  /** The database's own files, and the repository's. */
  Set<Path> never(Databases.Found found) throws IOException {
    Set<Path> never = new HashSet<>();
    if (found.database() instanceof FileDatabase file && Files.exists(file.file())) {
      never.addAll(file.at(file.file().toRealPath()).family());
    }
    Optional<Path> repository = Stores.path(workspace.settings().repository()).map(Path::of);
    if (repository.isPresent() && Files.exists(repository.get())) {
      never.add(repository.get().toRealPath());
    }
    return never;
  }
}
