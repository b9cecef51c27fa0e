package dev.belay.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that does one thing wrong at its n-th call, as real storage does now and then. */
public final class WickedStore extends ForwardingStore {
  /** What goes wrong. */
  public enum Fault {
    /** The call fails, and nothing happened. */
    FAILS,
    /** That call and all after it fail: the cable is pulled. */
    FAILS_FOR_GOOD,
    /** The call does what it should, and its answer is lost. */
    ANSWER_LOST,
    /** A listing lacks its last file. */
    STALE_LISTING,
    /** A bit of what is written is another one. */
    FLIPS_WRITTEN,
    /** A bit of what is read is another one. */
    FLIPS_READ,
    /** What is read ends too early. */
    CUTS_OFF
  }

  private final Fault fault;
  private final int at;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean fired;

  public WickedStore(Store store, Fault fault, int at) {
    super(store);
    this.fault = fault;
    this.at = at;
  }

  /** Whether it came to that call. */
  public boolean reached() {
    return calls.get() >= at;
  }

  /** Whether something was done wrong. */
  public boolean fired() {
    return fired;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private boolean now(Fault... faults) {
    return List.of(faults).contains(fault) && calls.get() == at;
  }

  private <T> T called(Call<T> call) throws IOException {
    int n = calls.incrementAndGet();
    if ((fault == Fault.FAILS && n == at) || (fault == Fault.FAILS_FOR_GOOD && n >= at)) {
      fired = true;
      throw new IOException("the storage is gone");
    }
    T result = call.run();
    if (fault == Fault.ANSWER_LOST && n == at) {
      fired = true;
      throw new IOException("the answer is lost");
    }
    return result;
  }

  private byte[] flipped(byte[] bytes, int offset, int length) {
    if (length > 0) {
      fired = true;
      bytes[offset + length / 2] ^= 16;
    }
    return bytes;
  }

  @Override
  public void initialize() throws IOException {
    called(
        () -> {
          store.initialize();
          return "";
        });
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    called(
        () -> {
          List<String> names = new ArrayList<>();
          List<Long> sizes = new ArrayList<>();
          store.list(
              kind,
              (name, size) -> {
                names.add(name);
                sizes.add(size);
              });
          int count = names.size();
          if (count > 0 && now(Fault.STALE_LISTING)) {
            fired = true;
            count--;
          }
          for (int i = 0; i < count; i++) {
            listing.file(names.get(i), sizes.get(i));
          }
          return "";
        });
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    return called(
        () -> {
          byte[] content = store.read(kind, name);
          if (now(Fault.CUTS_OFF)) {
            fired = true;
            return Arrays.copyOf(content, content.length / 2);
          }
          return now(Fault.FLIPS_READ) ? flipped(content, 0, content.length) : content;
        });
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    called(
        () -> {
          store.readRange(kind, name, offset, target, targetOffset, length);
          if (now(Fault.CUTS_OFF)) {
            fired = true;
            throw new EOFException("cut off");
          }
          return now(Fault.FLIPS_READ) ? flipped(target, targetOffset, length) : target;
        });
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    return called(() -> store.size(kind, name));
  }

  @Override
  public boolean exists(FileKind kind, String name) throws IOException {
    return called(() -> store.exists(kind, name));
  }

  @Override
  public Draft draft(FileKind kind) {
    return new SpooledDraft((name, content) -> put(kind, name, content));
  }

  @Override
  public void write(FileKind kind, String name, byte[] content) throws IOException {
    put(kind, name, Content.of(content));
  }

  @Override
  public void put(FileKind kind, String name, Content content) throws IOException {
    called(
        () -> {
          byte[] bytes;
          try (InputStream in = content.open()) {
            bytes = in.readAllBytes();
          }
          store.put(
              kind,
              name,
              Content.of(now(Fault.FLIPS_WRITTEN) ? flipped(bytes, 0, bytes.length) : bytes));
          return "";
        });
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    called(
        () -> {
          store.delete(kind, name);
          return "";
        });
  }
}
