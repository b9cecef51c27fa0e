package dev.belay.repository;

import dev.belay.model.BlobId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where a blob lies, as the 48 bytes that a {@link BlobTable} keeps: id (32), pack ordinal plus one
 * with the type in the top bit, offset, sealed length, plain length or 0 where it is not
 * compressed.
 */
final class Entry {
  static final int SIZE = 48;
  static final int PACK = 32;
  static final int OFFSET = 36;
  static final int LENGTH = 40;
  static final int PLAIN = 44;

  private static final int TREE_BIT = 1 << 31;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Entry() {}

  static int get(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void set(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static void fill(
      byte[] target, int at, BlobId id, BlobType type, int offset, int length, int plainLength) {
    id.copyTo(target, at);
    set(target, at + PACK, type == BlobType.TREE ? TREE_BIT : 0);
    set(target, at + OFFSET, offset);
    set(target, at + LENGTH, length);
    set(target, at + PLAIN, plainLength);
  }

  static void setPack(byte[] bytes, int at, int ordinal) {
    set(bytes, at + PACK, (get(bytes, at + PACK) & TREE_BIT) | (ordinal + 1));
  }

  static int pack(byte[] bytes, int at) {
    return (get(bytes, at + PACK) & ~TREE_BIT) - 1;
  }

  static BlobType type(byte[] bytes, int at) {
    return get(bytes, at + PACK) < 0 ? BlobType.TREE : BlobType.DATA;
  }

  static BlobId id(byte[] bytes, int at) {
    return BlobId.of(Arrays.copyOfRange(bytes, at, at + BlobId.LENGTH));
  }

  /** Whether nothing was ever put here. */
  static boolean free(byte[] bytes, int at) {
    return (get(bytes, at + PACK) & ~TREE_BIT) == 0;
  }

  /** Whether both are the same blob: the same id and the same type. */
  static boolean sameBlob(byte[] a, int atA, byte[] b, int atB) {
    return Arrays.equals(a, atA, atA + BlobId.LENGTH, b, atB, atB + BlobId.LENGTH)
        && type(a, atA) == type(b, atB);
  }
}
