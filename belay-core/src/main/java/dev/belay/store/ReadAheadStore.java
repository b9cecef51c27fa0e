package dev.belay.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Reads neighbouring ranges of remote packs together. A range that follows the one before is the
 * sign of somebody who goes on: then twice as much is asked for as the time before, up to {@value
 * #LONGEST} bytes, so never much more than what is used. A pack never changes, so what was read
 * stays true. Holds a few such windows, one for each table that is read at the same time.
 */
public final class ReadAheadStore extends ForwardingStore {
  private static final int LONGEST = 4 << 20;
  private static final int WINDOWS = 4;

  /** What lies between two blobs of a table in a pack is cheaper to read than to ask again for. */
  private static final int GAP = 128 << 10;

  /** Where somebody reads, and what was read ahead there. */
  private static final class Window {
    private final String name;
    private long start;
    private byte[] bytes = new byte[0];
    private long next;
    private int asked;
    private long size = -1;

    Window(String name) {
      this.name = name;
    }

    boolean holds(long offset, int length) {
      return offset >= start && offset + length <= start + bytes.length;
    }

    boolean goesOn(long offset) {
      return offset >= next && offset - next <= GAP;
    }
  }

  private final Deque<Window> windows = new ArrayDeque<>();

  public ReadAheadStore(Store store) {
    super(store);
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    if (kind != FileKind.PACK || length > LONGEST) {
      store.readRange(kind, name, offset, target, targetOffset, length);
      return;
    }
    Window window = window(name, offset, length);
    synchronized (window) {
      if (!window.holds(offset, length)) {
        fetch(window, offset, length);
      }
      int from = (int) (offset - window.start);
      System.arraycopy(window.bytes, from, target, targetOffset, length);
      window.next = Math.max(window.next, offset + length);
    }
  }

  /** The window of whoever reads there; a new one, in place of the oldest, for somebody new. */
  private synchronized Window window(String name, long offset, int length) {
    Iterator<Window> all = windows.iterator();
    while (all.hasNext()) {
      Window window = all.next();
      if (window.name.equals(name) && (window.holds(offset, length) || window.goesOn(offset))) {
        all.remove();
        windows.addFirst(window);
        return window;
      }
    }
    Window window = new Window(name);
    window.next = offset;
    windows.addFirst(window);
    if (windows.size() > WINDOWS) {
      windows.removeLast();
    }
    return window;
  }

  private void fetch(Window window, long offset, int length) throws IOException {
    int wanted = length;
    if (window.asked > 0) {
      if (window.size < 0) {
        window.size = store.size(FileKind.PACK, window.name);
      }
      long most = Math.min(LONGEST, window.size - offset);
      wanted = (int) Math.max(length, Math.min(2L * window.asked, most));
    }
    byte[] bytes = new byte[wanted];
    store.readRange(FileKind.PACK, window.name, offset, bytes, 0, wanted);
    window.start = offset;
    window.bytes = bytes;
    window.asked = wanted;
  }

  /** Forgets what was read of it, too. */
  @Override
  public void delete(FileKind kind, String name) throws IOException {
    synchronized (this) {
      windows.removeIf(window -> window.name.equals(name));
    }
    store.delete(kind, name);
  }
}
