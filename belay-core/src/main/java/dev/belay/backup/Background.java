package dev.belay.backup;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work of the database's own that goes on beside the reading. */
final class Background<T> {
  /** The work. */
  @FunctionalInterface
  interface Work<T> {
    T get() throws IOException;
  }

  private final FutureTask<T> task;

  private Background(FutureTask<T> task) {
    this.task = task;
  }

  /** Begins it. */
  static <T> Background<T> of(Work<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, "belay-background");
    thread.setDaemon(true);
    thread.start();
    return new Background<>(task);
  }

  /** What came of it, once it is done; fails as it did. */
  T await() throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BelayException(
          ErrorCode.INTERRUPTED, "interrupted; no snapshot was taken", "run the backup again", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IOException(e.getCause() == null ? e : e.getCause());
    }
  }
}
