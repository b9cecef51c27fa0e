package dev.belay.model;

/**
 * A companion file or directory of a database in a snapshot.
 *
 * @param name its name under {@code files/} in the snapshot
 * @param path where it was
 * @param directory whether it is a directory
 * @param files how many files
 * @param links how many symbolic links, which are kept as links
 * @param bytes the size of the files
 */
public record StoredFiles(
    String name, String path, boolean directory, long files, long links, long bytes) {}
