package dev.belay.repository;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory of a snapshot, sorted by name. */
public final class Tree {
  private final List<TreeNode> nodes;
  private final Map<String, TreeNode> byName = new HashMap<>();

  Tree(List<TreeNode> nodes) {
    this.nodes = List.copyOf(nodes);
    this.nodes.forEach(node -> byName.putIfAbsent(node.name(), node));
  }

  /** Reads the tree with this id. */
  public static Tree load(BlobReader reader, BlobId id) {
    byte[] json = reader.load(BlobType.TREE, id);
    try {
      return TreeFormat.read(json);
    } catch (IOException e) {
      throw Failures.damaged("tree " + id + " can't be read: " + e.getMessage(), e);
    }
  }

  /** What the directory holds. */
  public List<TreeNode> nodes() {
    return nodes;
  }

  /** The node with this name. */
  public Optional<TreeNode> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The directory of this name within this one. */
  public Tree directory(BlobReader reader, String name) {
    BlobId id =
        find(name)
            .flatMap(TreeNode::subtree)
            .orElseThrow(
                () ->
                    new BelayException(
                        ErrorCode.NOT_FOUND,
                        "the snapshot has no directory \"" + name + "\"",
                        "run: belay show SNAPSHOT"));
    return load(reader, id);
  }
}
