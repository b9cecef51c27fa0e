package dev.belay.store;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the store that a location names, and puts around it what every remote one needs. */
public final class Stores {
  /** The option that bounds how long a call is tried again. */
  public static final String RETRY_SECONDS = "retry-seconds";

  // One letter before the colon is a drive.
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+-]+):(.*)");
  private static final Map<String, String> MODULES =
      Map.of("s3", "belay-remote", "sftp", "belay-remote");
  private static final String HINT =
      "give a directory, as a path or local:PATH; or s3:https://HOST/BUCKET/PREFIX,"
          + " sftp:USER@HOST:/PATH";

  private Stores() {}

  /** The store at a location, without options; see {@link #open(String, StoreOptions)}. */
  public static Store open(String location) {
    return open(location, StoreOptions.system());
  }

  /**
   * The store at a plain path, {@code local:PATH} or {@code file:PATH}, or where a {@link
   * StoreProvider} finds it; nothing is touched yet. What a provider opens is wrapped so that it
   * tries again, and keeps index and snapshots where the options say.
   *
   * @throws BelayException USAGE for anything else
   */
  public static Store open(String location, StoreOptions options) {
    Optional<String> path = path(location);
    return path.isPresent()
        ? local(path.get(), options)
        : provided(scheme(location), location, options);
  }

  private static String scheme(String location) {
    return location.substring(0, location.indexOf(':')).toLowerCase(Locale.ROOT);
  }

  /** The path of a location that is a directory of this machine; empty for all others. */
  public static Optional<String> path(String location) {
    Matcher scheme = SCHEME.matcher(location);
    if (!scheme.matches()) {
      return Optional.of(location);
    }
    String rest = scheme.group(2);
    return switch (scheme.group(1)) {
      case "local" -> Optional.of(rest);
      case "file" -> Optional.of(rest.startsWith("//") ? rest.substring(2) : rest);
      default -> Optional.empty();
    };
  }

  private static Store local(String path, StoreOptions options) {
    if (path.isEmpty()) {
      throw new BelayException(ErrorCode.USAGE, "the repository's path is empty", HINT);
    }
    requireKnown("a local repository", options, Set.of());
    try {
      return new LocalStore(Path.of(path));
    } catch (InvalidPathException e) {
      throw new BelayException(ErrorCode.USAGE, "not a path: " + path, HINT, e);
    }
  }

  private static Store provided(String scheme, String location, StoreOptions options) {
    for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
      if (provider.schemes().contains(scheme)) {
        Set<String> known = new TreeSet<>(provider.options());
        known.add(RETRY_SECONDS);
        requireKnown(scheme, options, known);
        RetryPolicy policy = policy(options);
        return wrapped(provider.open(location, options), policy, options.cache());
      }
    }
    String module = MODULES.get(scheme);
    if (module != null) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "this installation can't use repositories at " + scheme + ":",
          "add the module " + module + " to the class path");
    }
    throw new BelayException(ErrorCode.USAGE, "no repository can be at " + scheme + ":", HINT);
  }

  /** What every remote store gets around it, in the one place where that is decided. */
  static Store wrapped(Store driver, RetryPolicy policy, Optional<Path> cache) {
    Store retrying =
        new RetryingStore(
            driver,
            policy,
            System::nanoTime,
            new Random(),
            time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    Store ahead = new ReadAheadStore(retrying);
    return cache.isPresent() ? new CachedStore(ahead, cache.get()) : ahead;
  }

  private static RetryPolicy policy(StoreOptions options) {
    Optional<String> seconds =
        options.value(RETRY_SECONDS).or(() -> options.variable("BELAY_RETRY_SECONDS"));
    try {
      return seconds
          .map(text -> RetryPolicy.DEFAULT.within(Duration.ofSeconds(Long.parseLong(text))))
          .orElse(RetryPolicy.DEFAULT);
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      throw new BelayException(
          ErrorCode.USAGE, RETRY_SECONDS + " is not a number of seconds: " + seconds.get(), "", e);
    }
  }

  private static void requireKnown(String what, StoreOptions options, Set<String> known) {
    for (String name : options.values().keySet()) {
      if (!known.contains(name)) {
        throw new BelayException(
            ErrorCode.USAGE,
            "unknown option " + name + " of " + what + "." + Nearest.question(name, known),
            known.isEmpty() ? "it takes none" : "known are: " + String.join(", ", known));
      }
    }
  }
}
