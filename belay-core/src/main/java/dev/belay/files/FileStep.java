package dev.belay.files;

import java.util.Optional;

/**
 * One change of a file, as it stands in a safety snapshot's list.
 *
 * @param folder in which of the folders, counted from 0
 * @param path where in it, with slashes; empty for the folder itself, or where it is a single file
 * @param before what is there
 * @param after what is to be there
 * @param stamp tells whether what is there was touched since it was looked at; empty for nothing
 */
record FileStep(
    int folder, String path, Optional<FileState> before, Optional<FileState> after, String stamp) {

  boolean makesDirectory() {
    return after.isPresent() && after.get().isDirectory();
  }

  boolean dropsDirectory() {
    return after.isEmpty() && before.isPresent() && before.get().isDirectory();
  }

  /** Whether it is about a directory itself. */
  boolean ofDirectory() {
    return makesDirectory() || dropsDirectory();
  }
}
