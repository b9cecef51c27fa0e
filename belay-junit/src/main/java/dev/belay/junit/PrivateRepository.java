package dev.belay.junit;

import dev.belay.Belay;
import dev.belay.RepositoryPassword;
import dev.belay.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A repository in a temporary directory, which nobody can read once it is closed. */
final class PrivateRepository implements AutoCloseable {
  private @Nullable Path directory;
  private @Nullable Belay belay;

  /** Made when it is first asked for. */
  Belay belay() {
    Belay open = belay;
    if (open == null) {
      open = make();
      belay = open;
    }
    return open;
  }

  private Belay make() {
    try {
      Path made = Files.createTempDirectory("belay-junit");
      directory = made;
      return Belay.open(
          Settings.of(made.resolve("repo").toString(), new RandomPassword(), Clock.systemUTC())
              .withTempDirectory(made));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Belay open = belay;
    if (open != null) {
      open.close();
    }
    Path made = directory;
    if (made != null) {
      delete(made);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> found = Files.walk(directory)) {
      List<Path> all = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Known to this object alone. */
  private static final class RandomPassword implements RepositoryPassword {
    private final byte[] bits = new byte[32];

    RandomPassword() {
      new SecureRandom().nextBytes(bits);
    }

    @Override
    public char[] get(boolean creating) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bits).toCharArray();
    }

    @Override
    public boolean random() {
      return true;
    }
  }
}
