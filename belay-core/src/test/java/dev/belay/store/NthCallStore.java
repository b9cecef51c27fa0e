package dev.belay.store;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that does one thing wrong at its n-th call, of whatever kind that is. */
public final class NthCallStore implements Store {
  /** What goes wrong. */
  public enum Fault {
    /** The call fails, and so does every later one. */
    BREAKS,
    /** The call fails, later ones succeed. */
    FAILS_ONCE,
    /** The call is done, and then told to have failed. */
    LIES,
    /** One bit of what is read is another; other calls fail. */
    FLIPS,
    /** What is read ends too early; other calls fail. */
    CUTS_OFF,
    /** The newest file is not listed; other calls fail. */
    LISTS_WHAT_WAS
  }

  private final Store store;
  private final Fault fault;
  private final AtomicInteger left;

  /** A store of which the first {@code works} calls succeed. */
  public NthCallStore(Store store, Fault fault, int works) {
    this.store = store;
    this.fault = fault;
    this.left = new AtomicInteger(works);
  }

  /** Whether it came to the call that goes wrong. */
  public boolean reached() {
    return left.get() < 0;
  }

  private interface Call<T> {
    T now() throws IOException;
  }

  /** Whether this call is the one; throws where it is to fail. */
  private boolean wrong(Fault can) throws IOException {
    int n = left.decrementAndGet();
    if (n == -1 && fault != can && fault != Fault.LIES) {
      throw new IOException("the n-th call fails");
    }
    if (n < -1 && fault == Fault.BREAKS) {
      throw new IOException("every call fails from the n-th on");
    }
    return n == -1;
  }

  private <T> T call(Call<T> call) throws IOException {
    boolean wrong = wrong(Fault.LIES);
    T result = call.now();
    if (wrong) {
      throw new IOException("it was done, but nobody heard of it");
    }
    return result;
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public void initialize() throws IOException {
    store.initialize();
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    boolean wrong = wrong(Fault.LISTS_WHAT_WAS);
    List<String> names = new ArrayList<>();
    store.list(kind, (name, size) -> names.add(name));
    int shown = wrong && fault == Fault.LISTS_WHAT_WAS ? names.size() - 1 : names.size();
    for (int i = 0; i < shown; i++) {
      listing.file(names.get(i), store.size(kind, names.get(i)));
    }
    if (wrong && fault == Fault.LIES) {
      throw new IOException("it was done, but nobody heard of it");
    }
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    int n = left.get();
    if (n == 0 && (fault == Fault.FLIPS || fault == Fault.CUTS_OFF)) {
      left.decrementAndGet();
      byte[] content = store.read(kind, name).clone();
      if (fault == Fault.FLIPS) {
        content[content.length / 2] ^= 16;
        return content;
      }
      return java.util.Arrays.copyOf(content, content.length / 2);
    }
    return call(() -> store.read(kind, name));
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    int n = left.get();
    if (n == 0 && (fault == Fault.FLIPS || fault == Fault.CUTS_OFF)) {
      left.decrementAndGet();
      if (fault == Fault.CUTS_OFF) {
        throw new EOFException("cut off");
      }
      store.readRange(kind, name, offset, target, targetOffset, length);
      target[targetOffset + length / 2] ^= 16;
      return;
    }
    call(
        () -> {
          store.readRange(kind, name, offset, target, targetOffset, length);
          return true;
        });
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    return call(() -> store.size(kind, name));
  }

  @Override
  public boolean exists(FileKind kind, String name) throws IOException {
    return call(() -> store.exists(kind, name));
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    call(
        () -> {
          store.delete(kind, name);
          return true;
        });
  }

  @Override
  public Draft draft(FileKind kind) throws IOException {
    Draft draft = store.draft(kind);
    return new Draft() {
      @Override
      public void append(byte[] bytes, int offset, int length) throws IOException {
        draft.append(bytes, offset, length);
      }

      @Override
      public long length() {
        return draft.length();
      }

      @Override
      public void commit(String name) throws IOException {
        call(
            () -> {
              draft.commit(name);
              return true;
            });
      }

      @Override
      public void close() throws IOException {
        draft.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
