package dev.belay.files;

import dev.belay.model.BlobId;
import dev.belay.repository.FileTraits;
import dev.belay.repository.TreeNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A file, a link or a directory as it is, or as it should be.
 *
 * @param kind which of them
 * @param mode its rights, as in {@code chmod}
 * @param time when it was changed last
 * @param size of a file, in bytes
 * @param content of a file: the ids of the blobs that its pieces are
 * @param target of a link: what it says
 */
record FileState(
    Kind kind, int mode, Instant time, long size, List<String> content, String target) {
  enum Kind {
    FILE,
    LINK,
    DIRECTORY
  }

  FileState {
    content = List.copyOf(content);
  }

  static FileState file(FileTraits traits, long size, Iterable<BlobId> content) {
    List<String> ids = new ArrayList<>();
    content.forEach(id -> ids.add(id.toString()));
    return new FileState(Kind.FILE, traits.mode(), traits.time(), size, ids, "");
  }

  static FileState link(FileTraits traits, String target) {
    return new FileState(Kind.LINK, traits.mode(), traits.time(), 0, List.of(), target);
  }

  static FileState directory(FileTraits traits) {
    return new FileState(Kind.DIRECTORY, traits.mode(), traits.time(), 0, List.of(), "");
  }

  /** As a snapshot has it; it is no device or the like. */
  static FileState of(TreeNode node) {
    return switch (node.kind()) {
      case FILE -> file(node.traits(), node.size(), node.content());
      case LINK -> link(node.traits(), node.linkTarget());
      case DIRECTORY -> directory(node.traits());
      case OTHER -> throw new IllegalArgumentException(node.name());
    };
  }

  boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  FileTraits traits() {
    return new FileTraits(mode, time);
  }

  /**
   * What makes it the same: content and rights of a file, what a link says. Times do not count, nor
   * do a directory's rights.
   */
  String identity() {
    return switch (kind) {
      case FILE -> "file %o %s".formatted(mode, String.join(",", content));
      case LINK -> "link " + target;
      case DIRECTORY -> "directory";
    };
  }

  boolean same(FileState other) {
    return identity().equals(other.identity());
  }
}
