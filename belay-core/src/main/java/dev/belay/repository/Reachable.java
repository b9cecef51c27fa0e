package dev.belay.repository;

import dev.belay.model.BlobId;
import java.io.IOException;

/**
 * Walks the trees of snapshots and notes every blob that they need. A tree that was met before is
 * not walked again, so what many snapshots share costs once. For one thread.
 */
final class Reachable {
  /** No sane tree is deeper, and this one's walk must end. */
  private static final int MAX_DEPTH = 200;

  /** Receives each blob when it is met for the first time. */
  @FunctionalInterface
  interface Met {
    /**
     * Whether the blob is there. One that is not stays out of the walk, with all that is below it,
     * and is asked for again when it is met again: a backup may have stored it meanwhile.
     */
    boolean blob(BlobType type, BlobId id) throws IOException;
  }

  private final BlobReader reader;
  private final BlobTable used;
  private final Met met;

  /** Blobs that are needed, and there, are put into {@code used}. */
  Reachable(BlobReader reader, BlobTable used, Met met) {
    this.reader = reader;
    this.used = used;
    this.met = met;
  }

  /** Notes all that this tree needs; DAMAGED where one of its trees can't be read. */
  void walk(BlobId tree) throws IOException {
    walk(tree, 0);
  }

  private void walk(BlobId id, int depth) throws IOException {
    if (used.contains(id, BlobType.TREE)) {
      return;
    }
    if (depth > MAX_DEPTH) {
      throw Failures.damaged("the directories below tree " + id + " are nested too deep");
    }
    if (!met.blob(BlobType.TREE, id)) {
      return;
    }
    used.add(id, BlobType.TREE);
    for (TreeNode node : Tree.load(reader, id).nodes()) {
      for (BlobId blob : node.content()) {
        if (!used.contains(blob, BlobType.DATA) && met.blob(BlobType.DATA, blob)) {
          used.add(blob, BlobType.DATA);
        }
      }
      if (node.kind() == TreeNode.Kind.DIRECTORY) {
        walk(
            node.subtree()
                .orElseThrow(
                    () ->
                        Failures.damaged(
                            "directory " + node.name() + " of tree " + id + " has no tree")),
            depth + 1);
      }
    }
  }
}
