package dev.belay.rows;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Works through a list in several threads. */
public final class Lanes {
  /** What is done with one item. */
  @FunctionalInterface
  public interface Task<T> {
    void run(T item) throws IOException;
  }

  private Lanes() {}

  /**
   * Does {@code task} for each item, in the given order as threads become free. After the first
   * failure no item is begun any more; when all threads have ended that failure is thrown, the
   * others as suppressed.
   */
  public static <T> void each(int lanes, List<T> items, Task<T> task) throws IOException {
    int threads = Math.min(lanes, items.size());
    if (threads <= 1) {
      for (T item : items) {
        task.run(item);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads, Lanes::thread);
    try {
      List<Future<?>> running =
          java.util.stream.IntStream.range(0, threads)
              .<Future<?>>mapToObj(i -> pool.submit(() -> work(items, next, task, failure)))
              .toList();
      for (Future<?> lane : running) {
        lane.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BelayException(
          ErrorCode.INTERRUPTED,
          "interrupted while reading or writing tables; nothing of it was committed",
          "start it again when you like",
          e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
    rethrow(failure.get());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "belay-lane");
    thread.setDaemon(true);
    return thread;
  }

  private static <T> void work(
      List<T> items, AtomicInteger next, Task<T> task, AtomicReference<Throwable> failure) {
    while (failure.get() == null) {
      int i = next.getAndIncrement();
      if (i >= items.size()) {
        return;
      }
      try {
        task.run(items.get(i));
      } catch (IOException | RuntimeException | Error e) {
        if (!failure.compareAndSet(null, e)) {
          Throwable first = failure.get();
          if (first != null && first != e) {
            first.addSuppressed(e);
          }
        }
      }
    }
  }

  private static void rethrow(@org.jspecify.annotations.Nullable Throwable failure)
      throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
