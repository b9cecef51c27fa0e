package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BlobId;
import dev.belay.model.Sha256;
import dev.belay.store.Draft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * A pack that is being written: sealed blobs one after the other, then the sealed header, then the
 * header's length. It is named by its SHA-256. For one thread at a time.
 */
final class OpenPack implements AutoCloseable {
  /** A pack is finished when it is at least this large. */
  static final int TARGET = 16 << 20;

  /** Keeps the header far below the 16 MiB that restic accepts. */
  static final int MAX_BLOBS = 20_000;

  /** What goes to the file at once. */
  private static final int SLICE = 64 << 10;

  private final Draft draft;
  private final BlobType type;
  private final MessageDigest digest;
  private final EntryList blobs = new EntryList();
  private final byte[] slice = new byte[SLICE];

  OpenPack(Draft draft, BlobType type) {
    this.draft = draft;
    this.type = type;
    this.digest = Sha256.digest();
  }

  void add(BlobId id, BlobCodec.Sealed blob) throws IOException {
    int offset = (int) draft.length();
    ByteBuffer bytes = blob.bytes();
    while (bytes.hasRemaining()) {
      int size = Math.min(slice.length, bytes.remaining());
      bytes.get(slice, 0, size);
      append(slice, size);
    }
    blobs.add(id, type, offset, blob.length(), blob.plainLength());
  }

  boolean isFull() {
    return draft.length() >= TARGET || blobs.size() >= MAX_BLOBS;
  }

  long length() {
    return draft.length();
  }

  /** Ends the pack and makes it durable. */
  PackContents finish(SealingKey key, SecureRandom random) throws IOException {
    byte[] header = key.seal(PackHeader.write(blobs), random);
    append(header, header.length);
    append(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(header.length)
            .array(),
        Integer.BYTES);
    BlobId id = BlobId.of(digest.digest());
    draft.commit(id.toString());
    return new PackContents(id, blobs);
  }

  private void append(byte[] bytes, int length) throws IOException {
    draft.append(bytes, 0, length);
    BlobId.update(digest, bytes, 0, length);
  }

  @Override
  public void close() throws IOException {
    draft.close();
  }
}
