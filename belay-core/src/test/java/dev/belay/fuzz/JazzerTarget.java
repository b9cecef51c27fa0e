package dev.belay.fuzz;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets Jazzer find inputs for the reader of any test that uses {@link Mutations}: {@code ./dev
 * fuzz}. The test runs in a thread of its own up to where it would mutate its seeds, and reads what
 * Jazzer gives instead.
 */
public final class JazzerTarget {
  /** Jazzer knows classes, not objects. */
  private static final SynchronousQueue<byte[]> INPUTS = new SynchronousQueue<>();

  private static final SynchronousQueue<Optional<Throwable>> ANSWERS = new SynchronousQueue<>();

  private JazzerTarget() {}

  /**
   * Begins the test.
   *
   * @param arguments the test's class, its method, and a directory for its seeds
   */
  public static void fuzzerInitialize(String[] arguments) throws Exception {
    Worker worker = new Worker(arguments[0], arguments[1], Path.of(arguments[2]));
    worker.setDaemon(true);
    worker.start();
    rethrow(ANSWERS.take());
  }

  /** Has the test's reader read this. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    INPUTS.put(input);
    rethrow(ANSWERS.take());
  }

  private static void rethrow(Optional<Throwable> failure) throws Exception {
    if (failure.isPresent()) {
      throw new AssertionError(failure.get());
    }
  }

  /** The thread that a test runs in while Jazzer works. */
  static final class Worker extends Thread {
    private final String type;
    private final String method;
    private final Path seeds;

    private Worker(String type, String method, Path seeds) {
      this.type = type;
      this.method = method;
      this.seeds = seeds;
    }

    @Override
    public void run() {
      try {
        Constructor<?> constructor = Class.forName(type).getDeclaredConstructor();
        constructor.setAccessible(true);
        Object test = constructor.newInstance();
        for (Field field : test.getClass().getDeclaredFields()) {
          if (field.isAnnotationPresent(TempDir.class)) {
            field.setAccessible(true);
            field.set(test, Files.createTempDirectory("belay-fuzz-"));
          }
        }
        Method body = test.getClass().getDeclaredMethod(method);
        body.setAccessible(true);
        body.invoke(test);
        answer(new IllegalStateException(type + "#" + method + " mutates nothing"));
      } catch (InvocationTargetException e) {
        answer(e.getCause());
      } catch (ReflectiveOperationException | IOException e) {
        answer(e);
      }
    }

    /** Takes the place of the mutations; never returns. */
    void serve(List<byte[]> known, Mutations.Reader reader) throws IOException {
      Files.createDirectories(seeds);
      for (int i = 0; i < known.size(); i++) {
        Files.write(seeds.resolve("seed-" + i), known.get(i));
      }
      answer(null);
      while (true) {
        try {
          Mutations.give(INPUTS.take(), reader);
          answer(null);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        } catch (AssertionError e) {
          answer(e);
        }
      }
    }

    private static void answer(@Nullable Throwable failure) {
      try {
        ANSWERS.put(Optional.ofNullable(failure));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
