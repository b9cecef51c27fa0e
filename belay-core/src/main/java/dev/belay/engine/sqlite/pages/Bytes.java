package dev.belay.engine.sqlite.pages;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as SQLite's files have them: the most significant byte first. */
final class Bytes {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  static long u32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at) & 0xffffffffL;
  }

  static long i64(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /** A signed number of 1 to 8 bytes. */
  static long signed(byte[] bytes, int at, int size) {
    long value = bytes[at];
    for (int i = 1; i < size; i++) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  /** How many bytes the varint takes that begins here. */
  static int varintSize(byte[] bytes, int at) {
    int size = 1;
    while (size < 9 && bytes[at + size - 1] < 0) {
      size++;
    }
    return size;
  }

  static long varint(byte[] bytes, int at) {
    if (bytes[at] >= 0) {
      return bytes[at];
    }
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 7) | (bytes[at + i] & 0x7f);
      if (bytes[at + i] >= 0) {
        return value;
      }
    }
    return (value << 8) | (bytes[at + 8] & 0xff);
  }
}
