package dev.belay.engine.sqlite.pages;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the index of a write-ahead log, which all its users share, says of it ("WAL-mode File
 * Format", 2.1).
 *
 * @param frames how many frames are committed
 * @param salts what each of them carries
 */
record WalIndex(long frames, long salts) {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int VERSION = 3007000;
  private static final int HEADER = 48;
  private static final int INITIALIZED = 12;
  private static final int FRAMES = 16;
  private static final int SALTS = 32;

  /** While nobody writes to it; empty where it is not what is expected. */
  static Optional<WalIndex> read(Path path) throws IOException {
    byte[] both = new byte[2 * HEADER];
    if (new OpenFile(path.toFile()).readSome(0, both, both.length) < both.length) {
      return Optional.empty();
    }
    boolean whole =
        Arrays.equals(both, 0, HEADER, both, HEADER, both.length)
            && both[INITIALIZED] == 1
            && (int) INT.get(both, 0) == VERSION;
    return whole
        ? Optional.of(
            new WalIndex((int) INT.get(both, FRAMES) & 0xffffffffL, Bytes.i64(both, SALTS)))
        : Optional.empty();
  }
}
