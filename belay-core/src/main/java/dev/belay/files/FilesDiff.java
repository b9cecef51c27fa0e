package dev.belay.files;

import dev.belay.model.DiffResult;
import dev.belay.model.Progress;
import dev.belay.model.StoredFiles;
import dev.belay.repository.TreeNode;
import dev.belay.snapshot.FilePieces;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.StoredTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the files of a snapshot differ from those of another one, or from those that are there. */
public final class FilesDiff {
  private final SnapshotDataset from;
  private final Progress progress;

  public FilesDiff(SnapshotDataset from, Progress progress) {
    this.from = from;
    this.progress = progress;
  }

  /**
   * Beside the places where they were.
   *
   * @param never places that belong to the database or the repository
   */
  public List<DiffResult.FolderDiff> there(Set<Path> never) throws IOException {
    List<DiffResult.FolderDiff> all = new ArrayList<>();
    FilePieces pieces = new FilePieces(progress);
    for (StoredFiles stored : from.manifest().files()) {
      Folder folder = new Folder(stored.name(), Path.of(stored.path()));
      Counts counts = new Counts();
      each(
          from,
          stored,
          new StoredTree.Visitor() {
            @Override
            public void directory(String path, TreeNode node, Set<String> names)
                throws IOException {
              Path place = folder.resolve(path);
              // The folder itself may be a link; what links in it lead to is none of its files.
              boolean there =
                  path.isEmpty()
                      ? Files.isDirectory(place)
                      : Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
              counts.only += there ? FileComparison.others(place, names, never) : 0;
            }

            @Override
            public void leaf(String path, TreeNode node) throws IOException {
              progress.stopIfCancelled();
              Path place = folder.resolve(path);
              if (!never.contains(place)) {
                counts.add(FileState.of(node), Places.state(place, pieces, Places::name));
              }
            }
          });
      all.add(counts.of(stored));
    }
    return all;
  }

  /** Beside those of another snapshot, by their names in both. */
  public List<DiffResult.FolderDiff> beside(SnapshotDataset to) throws IOException {
    Map<String, StoredFiles> others = new HashMap<>();
    to.manifest().files().forEach(f -> others.put(f.name(), f));
    List<DiffResult.FolderDiff> all = new ArrayList<>();
    for (StoredFiles stored : from.manifest().files()) {
      StoredFiles other = others.remove(stored.name());
      Map<String, FileState> there = other == null ? Map.of() : states(to, other);
      Counts counts = new Counts();
      Map<String, FileState> own = states(from, stored);
      own.forEach((path, state) -> counts.add(state, Optional.ofNullable(there.get(path))));
      counts.only = there.keySet().stream().filter(p -> !own.containsKey(p)).count();
      all.add(counts.of(stored));
    }
    for (StoredFiles other : others.values()) {
      Counts counts = new Counts();
      counts.only = states(to, other).size();
      all.add(counts.of(other));
    }
    return all;
  }

  /** The files and links of one folder by their paths. */
  private Map<String, FileState> states(SnapshotDataset of, StoredFiles stored) throws IOException {
    Map<String, FileState> states = new HashMap<>();
    each(
        of,
        stored,
        new StoredTree.Visitor() {
          @Override
          public void directory(String path, TreeNode node, Set<String> names) {}

          @Override
          public void leaf(String path, TreeNode node) {
            progress.stopIfCancelled();
            states.put(path, FileState.of(node));
          }
        });
    return states;
  }

  private void each(SnapshotDataset of, StoredFiles stored, StoredTree.Visitor visitor)
      throws IOException {
    of.files(progress).each(stored, visitor);
  }

  /** Of one folder. */
  private static final class Counts {
    private long write;
    private long replace;
    private long only;
    private long unchanged;
    private long bytes;

    void add(FileState wanted, Optional<FileState> there) {
      if (there.isPresent() && there.get().same(wanted)) {
        unchanged++;
        return;
      }
      bytes += wanted.size();
      if (there.isPresent()) {
        replace++;
      } else {
        write++;
      }
    }

    DiffResult.FolderDiff of(StoredFiles stored) {
      return new DiffResult.FolderDiff(
          stored.name(), stored.path(), write, replace, only, unchanged, bytes);
    }
  }
}
