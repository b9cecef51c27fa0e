package dev.belay.snapshot;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.StoredFiles;
import dev.belay.repository.BlobReader;
import dev.belay.repository.FileTraits;
import dev.belay.repository.Tree;
import dev.belay.repository.TreeNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The files of a snapshot: looked through, or written to a new place. */
public final class StoredTree {
  private static final int DEEPEST = 200;

  private final BlobReader blobs;
  private final Tree tree;
  private final Progress progress;

  /**
   * @param tree the snapshot's directory of files
   */
  StoredTree(BlobReader blobs, Tree tree, Progress progress) {
    this.blobs = blobs;
    this.tree = tree;
    this.progress = progress;
  }

  /**
   * Writes one of the stored files or directories, whole and durable when this returns. REFUSED
   * where something has that name already: nothing that is there is opened or replaced. What was
   * written so far is the caller's to remove.
   */
  public void write(StoredFiles stored, Path to) throws IOException {
    TreeNode node =
        tree.find(stored.name()).orElseThrow(() -> damaged("lacks files/" + stored.name()));
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new BelayException(ErrorCode.REFUSED, to + " is there already", "choose another name");
    }
    write(node, to, 0);
    Path parent = to.toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
  }

  /** Whether there is anything under that name: of a folder, nothing may have been kept. */
  public boolean has(StoredFiles stored) {
    return tree.find(stored.name()).isPresent();
  }

  /** Sees what is stored, each directory before what is in it. */
  public interface Visitor {
    /**
     * A directory.
     *
     * @param path from the stored file or directory on, with slashes; empty for itself
     * @param names what is in it
     */
    void directory(String path, TreeNode node, Set<String> names) throws IOException;

    /** A file or a link. */
    void leaf(String path, TreeNode node) throws IOException;
  }

  /** Shows one of the stored files or directories and all that is in it, sorted by name. */
  public void each(StoredFiles stored, Visitor visitor) throws IOException {
    Optional<TreeNode> node = find(stored);
    if (node.isPresent()) {
      each("", node.get(), 0, visitor);
    }
  }

  private Optional<TreeNode> find(StoredFiles stored) {
    Optional<TreeNode> node = tree.find(stored.name());
    if (node.isEmpty() && stored.files() + stored.links() > 0) {
      throw damaged("lacks files/" + stored.name());
    }
    return node;
  }

  private void each(String path, TreeNode node, int depth, Visitor visitor) throws IOException {
    Map<String, TreeNode> inside = inside(path, node, depth);
    if (isLeaf(node)) {
      visitor.leaf(path, node);
      return;
    }
    visitor.directory(path, node, inside.keySet());
    for (TreeNode entry : inside.values()) {
      each(below(path, entry.name()), entry, depth + 1, visitor);
    }
  }

  /** Sees what two snapshots have at one path, a file or a link; one of them may have none. */
  public interface PairVisitor {
    void pair(Optional<TreeNode> own, Optional<TreeNode> other) throws IOException;
  }

  /**
   * Shows the files and links in one of the stored files or directories beside those at the same
   * paths in another snapshot's. In memory is a directory of each for every level.
   */
  public void beside(StoredFiles stored, StoredTree other, StoredFiles others, PairVisitor visitor)
      throws IOException {
    beside("", find(stored), other, other.find(others), 0, visitor);
  }

  private void beside(
      String path,
      Optional<TreeNode> own,
      StoredTree other,
      Optional<TreeNode> theirs,
      int depth,
      PairVisitor visitor)
      throws IOException {
    Map<String, TreeNode> inside = own.isEmpty() ? Map.of() : inside(path, own.get(), depth);
    Map<String, TreeNode> there =
        theirs.isEmpty() ? Map.of() : other.inside(path, theirs.get(), depth);
    if (own.filter(StoredTree::isLeaf).isPresent()
        || theirs.filter(StoredTree::isLeaf).isPresent()) {
      visitor.pair(own.filter(StoredTree::isLeaf), theirs.filter(StoredTree::isLeaf));
    }
    Set<String> names = new TreeSet<>(inside.keySet());
    names.addAll(there.keySet());
    for (String name : names) {
      beside(
          below(path, name),
          Optional.ofNullable(inside.get(name)),
          other,
          Optional.ofNullable(there.get(name)),
          depth + 1,
          visitor);
    }
  }

  private static boolean isLeaf(TreeNode node) {
    return node.kind() != TreeNode.Kind.DIRECTORY;
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /** What is in a directory, by name and sorted; nothing is in a file or a link. */
  private Map<String, TreeNode> inside(String path, TreeNode node, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw damaged("has directories that are nested too deep");
    }
    if (node.kind() == TreeNode.Kind.OTHER) {
      throw damaged("has something at " + path + " that is no file");
    }
    if (isLeaf(node)) {
      return Map.of();
    }
    BlobId id = node.subtree().orElseThrow(() -> damaged("has a directory without a tree"));
    Map<String, TreeNode> inside = new LinkedHashMap<>();
    for (TreeNode entry : Tree.load(blobs, id).nodes()) {
      if (inside.put(safe(entry.name()), entry) != null) {
        throw damaged("has two files with the name \"" + entry.name() + "\"");
      }
    }
    return inside;
  }

  private void write(TreeNode node, Path to, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw damaged("has directories that are nested too deep");
    }
    switch (node.kind()) {
      case DIRECTORY -> directory(node, to, depth);
      case LINK -> Files.createSymbolicLink(to, Path.of(node.linkTarget()));
      case FILE -> file(node, to);
      case OTHER -> throw damaged("has something at " + to.getFileName() + " that is no file");
    }
  }

  private void directory(TreeNode node, Path to, int depth) throws IOException {
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    BlobId id = node.subtree().orElseThrow(() -> damaged("has a directory without a tree"));
    for (TreeNode entry : Tree.load(blobs, id).nodes()) {
      write(entry, to.resolve(safe(entry.name())), depth + 1);
    }
    sync(to);
    traits(node.traits(), to);
  }

  private void file(TreeNode node, Path to) throws IOException {
    try (FileChannel channel =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = java.nio.channels.Channels.newOutputStream(channel)) {
      for (BlobId blob : node.content()) {
        progress.stopIfCancelled(
            "files that were written are taken away again", "start it again when you like");
        out.write(blobs.load(blob));
      }
      channel.force(true);
    }
    traits(node.traits(), to);
  }

  /** A name, and no way to another directory. */
  private String safe(String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\\') >= 0
        || name.indexOf('\0') >= 0) {
      throw damaged("has a file with the name \"" + name + "\"");
    }
    return name;
  }

  /** Gives a file or directory, or a link itself, these rights and this time. */
  public static void traits(FileTraits traits, Path to) throws IOException {
    StringBuilder rights = new StringBuilder("rwxrwxrwx");
    for (int i = 0; i < rights.length(); i++) {
      if ((traits.mode() & (0400 >> i)) == 0) {
        rights.setCharAt(i, '-');
      }
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(to, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setPermissions(PosixFilePermissions.fromString(rights.toString()));
    view.setTimes(FileTime.from(traits.time()), null, null);
  }

  /** Makes what was made, renamed or removed in a directory durable. */
  public static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static BelayException damaged(String what) {
    return new BelayException(
        ErrorCode.DAMAGED, "the snapshot " + what, "run 'belay check --read-data'");
  }
}
