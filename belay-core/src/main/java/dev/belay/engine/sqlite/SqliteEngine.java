package dev.belay.engine.sqlite;

import dev.belay.engine.Address;
import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.Engine;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * SQLite 3. References are {@code app.db}, {@code sqlite:app.db} and {@code sqlite:///srv/app.db}.
 */
public final class SqliteEngine implements Engine {
  /** The engine's name, and the prefix of its references. */
  public static final String NAME = "sqlite";

  /** The only part of an address. */
  static final String PATH = "path";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Address> parse(String reference) {
    String prefix = NAME + ":";
    if (reference.toLowerCase(Locale.ROOT).startsWith(prefix)) {
      return Optional.of(address(reference, stripped(reference.substring(prefix.length()))));
    }
    return looksLikeFile(reference) ? Optional.of(address(reference, reference)) : Optional.empty();
  }

  private static String stripped(String rest) {
    return rest.startsWith("//") ? rest.substring(2) : rest;
  }

  /** A bare word is nobody's unless it is a file: it may be a name of the configuration. */
  private static boolean looksLikeFile(String reference) {
    if (reference.isEmpty() || reference.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      return false;
    }
    try {
      Path path = Path.of(reference);
      return reference.contains("/")
          || reference.contains(path.getFileSystem().getSeparator())
          || reference.matches("(?s).+\\.(db|db3|sqlite|sqlite3|s3db|sl3)")
          || Files.isRegularFile(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Address address(String reference, String file) {
    if (file.isEmpty() || file.equals(":memory:") || file.indexOf('\0') >= 0) {
      throw new BelayException(
          ErrorCode.USAGE,
          "no SQLite file is named in " + reference,
          "write the path of the file, as in sqlite:data/app.db");
    }
    try {
      Path path = Path.of(file).toAbsolutePath().normalize();
      Path last = path.getFileName();
      String name = last == null ? file : last.toString().replaceFirst("(?<=.)\\.[^.]*$", "");
      // Shown absolute: a snapshot remembers it, and may be restored from another directory.
      return new Address(NAME, path.toString(), name, Map.of(PATH, path.toString()));
    } catch (InvalidPathException e) {
      throw new BelayException(
          ErrorCode.USAGE, "not a path: " + reference, "write the path of a SQLite file", e);
    }
  }

  @Override
  public Database database(Address address, Credentials credentials) {
    String path = address.parts().get(PATH);
    if (path == null) {
      throw new IllegalArgumentException("an address of SQLite has a path: " + address);
    }
    return new SqliteDatabase(address, new SqliteFile(Path.of(path), address.display()));
  }
}
