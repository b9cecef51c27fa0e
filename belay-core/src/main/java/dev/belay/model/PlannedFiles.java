package dev.belay.model;

import java.util.List;

/**
 * What would happen to one of the files and directories beside a database.
 *
 * @param name its name under {@code files/} in snapshots
 * @param path the file or directory
 * @param write files to write that are not there
 * @param replace files to replace
 * @param remove files to remove
 * @param directories directories to make, or to remove where they are empty then
 * @param unchanged files that are as they should be
 * @param kept files that are left alone though the aim does not have them, or has others
 * @param bytes how much is to be written
 * @param changed for an undo: the first of the files that are not as the run left them
 */
public record PlannedFiles(
    String name,
    String path,
    long write,
    long replace,
    long remove,
    long directories,
    long unchanged,
    long kept,
    long bytes,
    List<String> changed) {
  public PlannedFiles {
    changed = List.copyOf(changed);
  }

  /** Whether anything would be written, replaced or removed. */
  public boolean changes() {
    return write + replace + remove + directories > 0;
  }

  /** How many files would be written, replaced or removed. */
  public long files() {
    return write + replace + remove;
  }
}
