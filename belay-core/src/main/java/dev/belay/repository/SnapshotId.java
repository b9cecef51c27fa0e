package dev.belay.repository;

import dev.belay.model.BlobId;

/** The name of a snapshot: the SHA-256 of its sealed file. */
public record SnapshotId(BlobId value) {
  /** The id written as 64 hexadecimal digits. Throws IllegalArgumentException for anything else. */
  public static SnapshotId parse(String hex) {
    return new SnapshotId(BlobId.parse(hex));
  }

  /** The first 8 hexadecimal digits, as people see ids. */
  public String shortForm() {
    return value.shortForm();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
