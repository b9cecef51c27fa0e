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

  /**
   * The reference, where it is a relative path to something that exists under the shell's directory
   * as an absolute one. Only commands that run inside another process (the tour, tests) have a
   * directory that is not the process's.
   */
  static String absolute(Shell shell, String reference) {
    if (shell.directory().equals(Path.of("").toAbsolutePath())) {
      return reference;
    }
    String path = reference.startsWith(SQLITE) ? reference.substring(SQLITE.length()) : reference;
    try {
      Path resolved = shell.directory().resolve(path);
      return Files.exists(resolved) ? resolved.toString() : reference;
    } catch (InvalidPathException e) {
      return reference;
    }
  }

  /** Whether everyone who sees the process list or the shell's history sees a password in it. */
  static boolean hasPassword(String reference) {
    return PASSWORD.matcher(reference).find();
  }
}
