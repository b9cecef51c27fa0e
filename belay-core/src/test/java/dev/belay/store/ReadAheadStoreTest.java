package dev.belay.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts the requests that reading a table takes. */
class ReadAheadStoreTest extends StoreContract {
  private static final String A = "a".repeat(64);
  private static final int BLOB = 256 << 10;

  private final MemoryStore memory = new MemoryStore();
  private final byte[] pack = new byte[64 * BLOB];
  private int requests;
  private long bytes;

  @BeforeEach
  void pack() {
    new Random(5).nextBytes(pack);
  }

  @Override
  Store newStore() {
    return new ReadAheadStore(memory);
  }

  /** A store that counts what is asked of the storage. */
  private Store counted() throws IOException {
    memory.write(FileKind.PACK, A, pack);
    FaultyStore counting =
        new FaultyStore(
            memory,
            (call, n) -> {
              requests++;
              return false;
            },
            IOException::new) {
          @Override
          public void readRange(
              FileKind kind, String name, long offset, byte[] target, int at, int length)
              throws IOException {
            bytes += length;
            super.readRange(kind, name, offset, target, at, length);
          }
        };
    return new ReadAheadStore(counting);
  }

  private void read(Store store, int offset, int length) throws IOException {
    byte[] got = new byte[length + 2];
    store.readRange(FileKind.PACK, A, offset, got, 1, length);
    assertThat(Arrays.copyOfRange(got, 1, length + 1))
        .isEqualTo(Arrays.copyOfRange(pack, offset, offset + length));
  }

  @Test
  void neighboursComeTogether() throws IOException {
    Store store = counted();
    for (int i = 0; i < 64; i++) {
      read(store, i * BLOB, BLOB);
    }
    assertThat(requests).as("of 64 blobs").isLessThanOrEqualTo(9);
    assertThat(bytes).isEqualTo(pack.length);
  }

  @Test
  void aFewBlobsHereAndThereAreReadAlone() throws IOException {
    Store store = counted();
    for (int i = 0; i < 64; i += 7) {
      read(store, i * BLOB, BLOB);
    }
    assertThat(requests).isEqualTo(10);
    assertThat(bytes).isEqualTo(10L * BLOB);
  }

  @Test
  void severalTablesAreReadAheadAtOnce() throws IOException {
    Store store = counted();
    for (int i = 0; i < 20; i++) {
      for (int lane = 0; lane < 3; lane++) {
        read(store, (lane * 21 + i) * BLOB, BLOB);
      }
    }
    assertThat(requests).as("of 60 blobs").isLessThanOrEqualTo(24);
    assertThat(bytes).isLessThan(2L * pack.length);
  }
}
