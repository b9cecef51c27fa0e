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
import java.util.function.Consumer;

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
      Counts counts = new Counts();
      if (other == null) {
        leaves(from, stored, leaf -> counts.add(FileState.of(leaf), Optional.empty()));
      } else {
        from.files(progress)
            .beside(stored, to.files(progress), other, (own, there) -> pair(counts, own, there));
      }
      all.add(counts.of(stored));
    }
    for (StoredFiles other : others.values()) {
      Counts counts = new Counts();
      leaves(to, other, leaf -> counts.only++);
      all.add(counts.of(other));
    }
    return all;
  }

  private void pair(Counts counts, Optional<TreeNode> own, Optional<TreeNode> there) {
    progress.stopIfCancelled();
    if (own.isPresent()) {
      counts.add(FileState.of(own.get()), there.map(FileState::of));
    } else {
      counts.only++;
    }
  }

  /** The files and links of one folder. */
  private void leaves(SnapshotDataset of, StoredFiles stored, Consumer<TreeNode> receiver)
      throws IOException {
    each(
        of,
        stored,
        new StoredTree.Visitor() {
          @Override
          public void directory(String path, TreeNode node, Set<String> names) {}

          @Override
          public void leaf(String path, TreeNode node) {
            progress.stopIfCancelled();
            receiver.accept(node);
          }
        });
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
