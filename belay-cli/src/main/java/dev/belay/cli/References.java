package dev.belay.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** How a person writes where a database is. */
final class References {
  private static final String SQLITE = "sqlite:";

  /** A password between the scheme and the host, or as a parameter. */
  private static final Pattern PASSWORD =
      Pattern.compile("://[^/?#@]*:[^/?#@]+@|[?&]password=", Pattern.CASE_INSENSITIVE);

  private References() {}

  /** What a path to a file that need not exist looks like, as against a name. */
  private static final Pattern FILE =
      Pattern.compile(
          "(?s)(?![A-Za-z][A-Za-z0-9+.-]+:)(.*/.*|.+\\.(db|db3|sqlite|sqlite3|s3db|sl3))");

  /**
   * The reference, where it is a relative path of a file, as an absolute one that begins at the
   * shell's directory. Only commands that run inside another process (the tour, tests) have a
   * directory that is not the process's.
   */
  static String absolute(Shell shell, String reference) {
    if (shell.directory().equals(Path.of("").toAbsolutePath())) {
      return reference;
    }
    String path = reference.startsWith(SQLITE) ? reference.substring(SQLITE.length()) : reference;
    try {
      Path resolved = shell.directory().resolve(path);
      boolean file =
          reference.startsWith(SQLITE)
              || Files.exists(resolved)
              || FILE.matcher(reference).matches();
      return file ? resolved.toString() : reference;
    } catch (InvalidPathException e) {
      return reference;
    }
  }

  /** Whether everyone who sees the process list or the shell's history sees a password in it. */
  static boolean hasPassword(String reference) {
    return PASSWORD.matcher(reference).find();
  }
}
