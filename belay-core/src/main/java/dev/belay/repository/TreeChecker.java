package dev.belay.repository;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * Walks the trees of snapshots. A tree in which all is well is walked once, however many snapshots
 * it is in; one with a problem again for each, so that each snapshot that is hit is named. For one
 * thread.
 */
final class TreeChecker {
  /** No sane tree is deeper, and this one's walk must end. */
  private static final int MAX_DEPTH = 200;

  private final BlobReader reader;
  private final CheckRun run;
  private final BlobTable damaged;
  private final BlobTable sound;
  private final Predicate<SnapshotId> there;

  /**
   * @param there whether a snapshot is still there; what one lacks that was removed is no problem
   */
  TreeChecker(
      BlobReader reader,
      CheckRun run,
      BlobTable damaged,
      BlobTable sound,
      Predicate<SnapshotId> there) {
    this.there = there;
    this.reader = reader;
    this.run = run;
    this.damaged = damaged;
    this.sound = sound;
  }

  void check(SnapshotId snapshot, BlobId tree) throws IOException {
    check(snapshot, "", tree, 0);
  }

  private boolean check(SnapshotId snapshot, String path, BlobId id, int depth) throws IOException {
    if (sound.contains(id, BlobType.TREE)) {
      return true;
    }
    if (depth > MAX_DEPTH) {
      problem("the directories are nested too deep", snapshot, path);
      return false;
    }
    Tree tree;
    try {
      tree = Tree.load(reader, id);
    } catch (BelayException e) {
      problem(String.valueOf(e.getMessage()), snapshot, path.isEmpty() ? "/" : path);
      return false;
    }
    boolean ok = true;
    for (TreeNode node : tree.nodes()) {
      ok &= check(snapshot, path + "/" + node.name(), node, depth);
    }
    if (ok) {
      byte[] entry = new byte[Entry.SIZE];
      Entry.fill(entry, 0, id, BlobType.TREE, 0, 0, 0);
      Entry.setPack(entry, 0, 0);
      sound.put(entry, 0);
    }
    return ok;
  }

  private boolean check(SnapshotId snapshot, String path, TreeNode node, int depth)
      throws IOException {
    return switch (node.kind()) {
      case OTHER, LINK -> true;
      case FILE -> checkFile(snapshot, path, node);
      case DIRECTORY -> {
        if (node.subtree().isEmpty()) {
          problem("the directory has no tree", snapshot, path);
          yield false;
        }
        yield check(snapshot, path, node.subtree().get(), depth + 1);
      }
    };
  }

  private void problem(String what, SnapshotId snapshot, String path) {
    if (there.test(snapshot)) {
      run.problem(what, snapshot, path);
    }
  }

  /** One problem a file, however many of its blobs are hit. */
  private boolean checkFile(SnapshotId snapshot, String path, TreeNode node) throws IOException {
    int hit = 0;
    String first = "";
    for (BlobId id : node.content()) {
      boolean known = reader.contains(BlobType.DATA, id);
      if (!known || damaged.contains(id, BlobType.DATA)) {
        hit++;
        first = hit > 1 ? first : "blob " + id + (known ? " is damaged" : " is in no index");
      }
    }
    if (hit > 0) {
      String more = hit > 1 ? ", and " + (hit - 1) + " more" : "";
      problem("the file can't be read: " + first + more, snapshot, path);
    }
    return hit == 0;
  }
}
