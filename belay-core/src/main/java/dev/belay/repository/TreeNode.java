package dev.belay.repository;

import dev.belay.model.BlobId;
import java.util.Optional;

/**
 * One name in a directory of a snapshot.
 *
 * @param name without any directory
 * @param kind what it is
 * @param size in bytes, of a file
 * @param content the blobs that a file's bytes are in, in order
 * @param subtree the tree of a directory
 * @param linkTarget what a link says
 * @param traits its rights and time
 */
public record TreeNode(
    String name,
    Kind kind,
    long size,
    BlobIds content,
    Optional<BlobId> subtree,
    String linkTarget,
    FileTraits traits) {

  /** What a name stands for. */
  public enum Kind {
    /** A file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    LINK,
    /** Anything else that restic can back up: devices, sockets. */
    OTHER
  }
}
