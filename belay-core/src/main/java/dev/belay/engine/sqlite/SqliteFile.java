package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A SQLite file by its place. Asks the file system about it but never opens it.
 *
 * @param path absolute
 * @param display how people are shown it
 */
record SqliteFile(Path path, String display) {

  /** Whether something is there under this name. */
  boolean exists() {
    return Files.exists(path);
  }

  /** Refuses by name what can't be a database, before SQLite is asked to open it. */
  void requireDatabase() throws IOException {
    if (!Files.exists(path)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND, "there is no file " + display, "check the path of the database");
    }
    if (!Files.isRegularFile(path)) {
      throw new BelayException(
          ErrorCode.REFUSED,
          display + " is not a file but " + (Files.isDirectory(path) ? "a directory" : "special"),
          "name a SQLite file");
    }
    if (Files.size(path) == 0 && !hasContent("-wal")) {
      throw new BelayException(
          ErrorCode.REFUSED,
          display + " is an empty file, not a database",
          "check the path; to build a database there, remove the file and restore with --create");
    }
  }

  /** Whether the file that SQLite keeps beside it under this suffix is there and not empty. */
  boolean hasContent(String suffix) throws IOException {
    Path beside = path.resolveSibling(path.getFileName() + suffix);
    return Files.exists(beside) && Files.size(beside) > 0;
  }

  /** The file as SQLite's URI, so that no letter of its name means anything else. */
  String uri() {
    StringBuilder uri = new StringBuilder("file:");
    byte[] bytes = path.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (byte b : bytes) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || b == '/'
              || b == '.'
              || b == '_'
              || b == '-';
      if (plain) {
        uri.append((char) b);
      } else {
        uri.append('%').append(java.util.HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return uri.toString();
  }
}
