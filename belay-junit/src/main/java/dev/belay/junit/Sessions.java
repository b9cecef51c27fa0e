package dev.belay.junit;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The databases of a test run. JUnit closes it when the run ends. For any thread. */
// JUnit 6 closes whatever is AutoCloseable; JUnit 5 wants the older interface.
@SuppressWarnings("deprecation")
final class Sessions implements AutoCloseable, ExtensionContext.Store.CloseableResource {
  private final Map<String, Session> sessions = new HashMap<>();

  synchronized Session of(String reference) {
    return sessions.computeIfAbsent(key(reference), key -> new Session(key, reference));
  }

  /** One for each database: a file has many names. */
  static String key(String reference) {
    if (reference.contains("://")) {
      return reference.replaceFirst("//([^/@:]*):[^/@]*@", "//$1@");
    }
    String path = reference.startsWith("sqlite:") ? reference.substring(7) : reference;
    try {
      return real(Path.of(path).toAbsolutePath().normalize()).toString();
    } catch (InvalidPathException e) {
      return path;
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  @Override
  public synchronized void close() {
    sessions.values().forEach(Session::close);
    sessions.clear();
  }
}
