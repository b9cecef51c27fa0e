package dev.belay.store;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the store that a location names. */
public final class Stores {
  // One letter before the colon is a drive.
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+-]+):(.*)");
  private static final String HINT = "give a directory, as a path or local:PATH";

  private Stores() {}

  /**
   * The store at a plain path, {@code local:PATH} or {@code file:PATH}; nothing is touched yet.
   *
   * @throws BelayException USAGE for anything else
   */
  public static Store open(String location) {
    Matcher scheme = SCHEME.matcher(location);
    if (!scheme.matches()) {
      return local(location);
    }
    String rest = scheme.group(2);
    return switch (scheme.group(1)) {
      case "local" -> local(rest);
      case "file" -> local(rest.startsWith("//") ? rest.substring(2) : rest);
      default ->
          throw new BelayException(
              ErrorCode.USAGE, "no repository can be at " + scheme.group(1) + ":", HINT);
    };
  }

  private static Store local(String path) {
    if (path.isEmpty()) {
      throw new BelayException(ErrorCode.USAGE, "the repository's path is empty", HINT);
    }
    try {
      return new LocalStore(Path.of(path));
    } catch (InvalidPathException e) {
      throw new BelayException(ErrorCode.USAGE, "not a path: " + path, HINT, e);
    }
  }
}
