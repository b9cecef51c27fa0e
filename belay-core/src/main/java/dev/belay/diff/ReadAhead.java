package dev.belay.diff;

import dev.belay.model.BlobId;
import dev.belay.rows.Chunk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Opens the next chunks in a thread of its own while the current one is worked on: for when every
 * chunk will be opened anyway. At most {@value #AHEAD} wait, so memory does not grow.
 */
public final class ReadAhead implements ChunkedRows {
  private static final int AHEAD = 2;

  /** What the thread hands over: a chunk, the end, or why it stopped. */
  private record Item(List<BlobId> ids, @Nullable Chunk chunk, @Nullable Throwable failure) {}

  private final ChunkedRows source;
  private final BlockingQueue<Item> ready = new ArrayBlockingQueue<>(AHEAD);
  private final Thread reader;
  private volatile boolean closed;
  private @Nullable Item current;

  /**
   * Reads ahead in what comes from a repository. Other chunks are valid until the next one is
   * fetched and no longer, and come as they are.
   */
  public static ChunkedRows of(ChunkedRows source) {
    return source.stored() ? new ReadAhead(source) : source;
  }

  private ReadAhead(ChunkedRows source) {
    this.source = source;
    this.reader = new Thread(this::read, "belay-read-ahead");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      boolean more = true;
      while (more && !closed) {
        more = source.next();
        ready.put(new Item(more ? source.ids() : List.of(), more ? source.open() : null, null));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      offerFailure(e);
    }
  }

  private void offerFailure(Throwable failure) {
    try {
      ready.put(new Item(List.of(), null, failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean next() throws IOException {
    Item item = take();
    current = item;
    if (item.failure() instanceof RuntimeException e) {
      throw e;
    }
    if (item.failure() != null) {
      throw new IOException(item.failure());
    }
    return item.chunk() != null;
  }

  private Item take() throws IOException {
    try {
      return ready.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public List<BlobId> ids() {
    return current == null ? List.of() : current.ids();
  }

  @Override
  public Chunk open() {
    if (current == null || current.chunk() == null) {
      throw new IllegalStateException("there is no chunk");
    }
    return current.chunk();
  }

  @Override
  public boolean stored() {
    return source.stored();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    // Not interrupted: that would close whatever file channel the thread happens to read from.
    try {
      while (reader.isAlive()) {
        ready.clear();
        reader.join(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    source.close();
  }
}
