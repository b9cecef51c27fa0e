package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BlobId;
import dev.belay.model.Sha256;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import javax.crypto.AEADBadTagException;

/** Checks one pack at a time against what the index says of it. For one thread. */
final class PackChecker {
  private static final int TRAILER = Integer.BYTES;

  private final Store store;
  private final SealingKey key;
  private final BlobCodec codec;
  private final CheckRun run;
  private final BlobTable damaged;

  /** Blobs that are found to be damaged are put into {@code damaged}. */
  PackChecker(Store store, SealingKey key, BlobCodec codec, CheckRun run, BlobTable damaged) {
    this.store = store;
    this.key = key;
    this.codec = codec;
    this.run = run;
    this.damaged = damaged;
  }

  /** The index names a pack that is not there. */
  void missing(BlobId pack, EntryList blobs) throws IOException {
    problem(pack, "the pack is missing; " + blobs.size() + " blobs were in it");
    markDamaged(blobs);
  }

  /**
   * Checks the pack's size and that its header names each of these blobs in just this place; with
   * {@code readData} also every byte and every blob. Throws NoSuchFileException where there is no
   * such pack.
   */
  void check(BlobId pack, long size, EntryList blobs, boolean readData) throws IOException {
    EntryList sorted = blobs.sortedByOffset();
    if (!fits(sorted, size)) {
      problem(pack, "the pack has only " + size + " bytes, which is less than the index says");
      markDamaged(blobs);
      return;
    }
    boolean sound = checkHeader(pack, size, sorted);
    if (readData) {
      checkData(pack, size, sorted, sound);
    }
  }

  private static boolean fits(EntryList sorted, long size) {
    long end = 0;
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.length(i) < SealingKey.OVERHEAD || sorted.plainLength(i) > Upload.MAX_BLOB) {
        return false;
      }
      end = Math.max(end, sorted.offset(i) + (long) sorted.length(i));
    }
    return end + SealingKey.OVERHEAD + TRAILER <= size;
  }

  private boolean checkHeader(BlobId pack, long size, EntryList sorted) throws NoSuchFileException {
    try {
      EntryList header = readHeader(pack, size);
      int at = 0;
      for (int i = 0; i < sorted.size(); i++) {
        while (at < header.size() && header.offset(at) < sorted.offset(i)) {
          at++;
        }
        if (at == header.size() || !sorted.same(i, header, at)) {
          problem(pack, "the index and the pack's header disagree about blob " + sorted.id(i));
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      problem(pack, "the pack's header is damaged: " + e.getMessage());
      return false;
    }
  }

  private EntryList readHeader(BlobId pack, long size) throws IOException {
    byte[] trailer = read(pack, size - TRAILER, TRAILER);
    int length = ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < SealingKey.OVERHEAD || length > size - TRAILER) {
      throw new IOException("it can't have a length of " + Integer.toUnsignedString(length));
    }
    byte[] sealed = read(pack, size - TRAILER - length, length);
    try {
      return PackHeader.read(key.open(sealed));
    } catch (AEADBadTagException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Reads the pack once from begin to end, and opens the blobs on the way. */
  private void checkData(BlobId pack, long size, EntryList sorted, boolean sound)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    boolean blobsSound = sound;
    long at = 0;
    try {
      for (int i = 0; i < sorted.size(); i++) {
        hash(digest, pack, at, sorted.offset(i));
        byte[] sealed = read(pack, sorted.offset(i), sorted.length(i));
        BlobId.update(digest, sealed, 0, sealed.length);
        at = sorted.offset(i) + (long) sorted.length(i);
        blobsSound &= checkBlob(pack, sorted, i, sealed);
      }
      hash(digest, pack, at, size);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      problem(pack, "the pack can't be read: " + e.getMessage());
      markDamaged(sorted);
      return;
    }
    // A damaged blob was named already, and that this changes the sum is no news.
    if (blobsSound && !BlobId.of(digest.digest()).equals(pack)) {
      problem(pack, "the pack's SHA-256 is not its name");
    }
  }

  private boolean checkBlob(BlobId pack, EntryList sorted, int i, byte[] sealed)
      throws IOException {
    String why;
    try {
      byte[] plain = codec.open(sealed, 0, sealed.length, sorted.plainLength(i));
      if (BlobCodec.fits(sorted.id(i), plain)) {
        return true;
      }
      why = "its SHA-256 is not its id";
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    problem(pack, sorted.type(i).json() + " blob " + sorted.id(i) + " is damaged: " + why);
    markDamaged(sorted, i);
    return false;
  }

  private void hash(MessageDigest digest, BlobId pack, long from, long to) throws IOException {
    for (long at = from; at < to; ) {
      byte[] bytes = read(pack, at, (int) Math.min(1 << 20, to - at));
      BlobId.update(digest, bytes, 0, bytes.length);
      at += bytes.length;
    }
  }

  private byte[] read(BlobId pack, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    store.readRange(FileKind.PACK, pack.toString(), offset, bytes, 0, length);
    run.read(length);
    return bytes;
  }

  private void markDamaged(EntryList blobs) throws IOException {
    for (int i = 0; i < blobs.size(); i++) {
      markDamaged(blobs, i);
    }
  }

  private void markDamaged(EntryList blobs, int i) throws IOException {
    Entry.setPack(blobs.bytes(), blobs.at(i), 0);
    damaged.put(blobs.bytes(), blobs.at(i));
  }

  private void problem(BlobId pack, String what) {
    run.problem(what, "pack " + pack);
  }
}
