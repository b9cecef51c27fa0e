package dev.belay.files;

import dev.belay.model.Progress;
import dev.belay.model.StoredFiles;
import dev.belay.repository.TreeNode;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.StoredTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a snapshot, each in its place.
 *
 * @param snapshot the snapshot
 * @param stored which of its folders
 * @param folders where each of them is
 * @param never places that no run touches
 */
public record StoredFolders(
    SnapshotDataset snapshot,
    List<StoredFiles> stored,
    List<Folder> folders,
    Set<Path> never,
    Progress progress)
    implements FilesAim {
  private static final String HINT =
      "make it, or mend 'files' in the profile; --no-files restores the tables alone";

  public StoredFolders {
    stored = List.copyOf(stored);
    folders = List.copyOf(folders);
    never = Set.copyOf(never);
  }

  /**
   * Those of a snapshot that have a place. REFUSED where there is no directory that such a place
   * could be in.
   *
   * @param never places that no run touches
   */
  public static FilesAim of(
      SnapshotDataset snapshot, Map<StoredFiles, Path> places, Set<Path> never, Progress progress)
      throws IOException {
    List<Folder> folders = new ArrayList<>();
    for (Map.Entry<StoredFiles, Path> each : places.entrySet()) {
      folders.add(Folder.at(each.getKey().name(), each.getValue(), HINT));
    }
    Folder.requireApart(
        folders, "leave one out of 'files' in the profile; --no-files restores the tables alone");
    return folders.isEmpty()
        ? NONE
        : new StoredFolders(snapshot, List.copyOf(places.keySet()), folders, never, progress);
  }

  @Override
  public boolean undoes() {
    return false;
  }

  @Override
  public void each(Sink sink) throws IOException {
    StoredTree tree = snapshot.files(progress);
    for (int i = 0; i < stored.size(); i++) {
      int folder = i;
      tree.each(
          stored.get(i),
          new StoredTree.Visitor() {
            @Override
            public void directory(String path, TreeNode node, Set<String> names)
                throws IOException {
              leaf(path, node);
              sink.names(folder, path, names);
            }

            @Override
            public void leaf(String path, TreeNode node) throws IOException {
              sink.wanted(folder, path, Optional.of(FileState.of(node)), Optional.empty());
            }
          });
    }
  }
}
