package dev.belay.store;

import java.util.regex.Pattern;

/**
 * The kinds of files in a repository, with the directory that restic's default layout gives them.
 */
public enum FileKind {
  /** The one file {@code config}. */
  CONFIG(""),
  /** Keys, each sealed with a password. */
  KEY("keys"),
  /** Who works on the repository now. */
  LOCK("locks"),
  /** Snapshots; writing one is a backup's commit point. */
  SNAPSHOT("snapshots"),
  /** Which pack holds which blob. */
  INDEX("index"),
  /** Packs of blobs, in 256 directories by the first byte of their name. */
  PACK("data"),
  /** Belay's records of runs, in a directory that restic does not look at. */
  RUN("belay-runs"),
  /** Snapshots that were removed and can still come back; restic does not look there either. */
  TRASH("belay-trash"),
  /** What was said of snapshots after they were taken. */
  NOTE("belay-notes"),
  /** What a prune is about to remove. */
  MARK("belay-prune");

  /** The name of the one file of kind {@link #CONFIG}. */
  public static final String CONFIG_NAME = "config";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,199}");

  private final String directory;

  FileKind(String directory) {
    this.directory = directory;
  }

  /** The directory below the repository's root; empty for the root itself. */
  public String directory() {
    return directory;
  }

  /** Whether the names of this kind's files are the SHA-256 of their bytes. */
  public boolean namedByContent() {
    return switch (this) {
      case CONFIG, RUN, TRASH, NOTE, MARK -> false;
      case KEY, LOCK, SNAPSHOT, INDEX, PACK -> true;
    };
  }

  /** Whether a file of this kind may have this name. */
  public boolean accepts(String name) {
    return switch (this) {
      case CONFIG -> name.equals(CONFIG_NAME);
      case RUN, TRASH, NOTE, MARK -> NAME.matcher(name).matches();
      default -> ID.matcher(name).matches();
    };
  }

  /** The name if a file of this kind may have it; throws IllegalArgumentException otherwise. */
  public String requireName(String name) {
    if (!accepts(name)) {
      throw new IllegalArgumentException("not a name of a " + this + " file: " + name);
    }
    return name;
  }
}
