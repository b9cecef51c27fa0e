package dev.belay.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** Passes every call on, but those that a rule picks out fail before anything happens. */
public class FaultyStore extends ForwardingStore {
  /** The calls that a rule can tell apart. */
  public enum Call {
    INITIALIZE,
    LIST,
    READ,
    RANGE,
    SIZE,
    EXISTS,
    PUT,
    DELETE
  }

  private final BiPredicate<Call, Integer> fails;
  private final Supplier<? extends IOException> failure;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param fails whether a call fails, by its kind and its number from 1
   */
  public FaultyStore(
      Store store, BiPredicate<Call, Integer> fails, Supplier<? extends IOException> failure) {
    super(store);
    this.fails = fails;
    this.failure = failure;
  }

  /** A write arrives, and its answer is lost. */
  static final class AnswersLost extends FaultyStore {
    private final AtomicInteger left;

    AnswersLost(Store store, int times) {
      super(store, (call, n) -> false, IOException::new);
      this.left = new AtomicInteger(times);
    }

    @Override
    public void put(FileKind kind, String name, Content content) throws IOException {
      super.put(kind, name, content);
      if (left.getAndDecrement() > 0) {
        throw StoreException.passing("connection reset", new IOException("reset"));
      }
    }
  }

  /** A listing ends with an error after its first file. */
  static final class ListingsCut extends FaultyStore {
    private final AtomicInteger left;

    ListingsCut(Store store, int times) {
      super(store, (call, n) -> false, IOException::new);
      this.left = new AtomicInteger(times);
    }

    @Override
    public void list(FileKind kind, Listing listing) throws IOException {
      boolean cut = left.getAndDecrement() > 0;
      super.list(
          kind,
          (name, size) -> {
            listing.file(name, size);
            if (cut) {
              throw StoreException.passing("connection reset", new IOException("reset"));
            }
          });
    }
  }

  /** How many calls there were. */
  public int calls() {
    return calls.get();
  }

  private Store called(Call call) throws IOException {
    if (fails.test(call, calls.incrementAndGet())) {
      throw failure.get();
    }
    return store;
  }

  @Override
  public void initialize() throws IOException {
    called(Call.INITIALIZE).initialize();
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    called(Call.LIST).list(kind, listing);
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    return called(Call.READ).read(kind, name);
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    called(Call.RANGE).readRange(kind, name, offset, target, targetOffset, length);
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    return called(Call.SIZE).size(kind, name);
  }

  @Override
  public boolean exists(FileKind kind, String name) throws IOException {
    return called(Call.EXISTS).exists(kind, name);
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
    called(Call.PUT).put(kind, name, content);
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    called(Call.DELETE).delete(kind, name);
  }
}
