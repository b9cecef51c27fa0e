package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Reads single blobs out of packs. Thread-safe. */
final class PackReader implements BlobReader {
  private final Store store;
  private final BlobIndex index;
  private final BlobCodec codec;

  PackReader(Store store, BlobIndex index, BlobCodec codec) {
    this.store = store;
    this.index = index;
    this.codec = codec;
  }

  @Override
  public boolean contains(BlobType type, BlobId id) {
    return index.find(id, type).isPresent();
  }

  @Override
  public int plainLength(BlobType type, BlobId id) {
    BlobLocation at = locate(type, id);
    return at.plainLength() > 0 ? at.plainLength() : at.length() - SealingKey.OVERHEAD;
  }

  private BlobLocation locate(BlobType type, BlobId id) {
    return index
        .find(id, type)
        .orElseThrow(
            () ->
                Failures.damaged(
                    type.json() + " blob " + id + " is in no index of " + store.location()));
  }

  @Override
  public byte[] load(BlobType type, BlobId id) {
    BlobLocation at = locate(type, id);
    try {
      return load(type, id, at);
    } catch (BelayException e) {
      // A prune in another process may have put the blob elsewhere since the index was read.
      if (e.getCause() instanceof NoSuchFileException && index.refresh()) {
        BlobLocation now = locate(type, id);
        if (!now.equals(at)) {
          return load(type, id, now);
        }
      }
      throw e;
    }
  }

  private byte[] load(BlobType type, BlobId id, BlobLocation at) {
    if (at.length() < SealingKey.OVERHEAD || at.plainLength() > Upload.MAX_BLOB) {
      throw damaged(type, id, at, "its index has a length that can't be", null);
    }
    byte[] sealed = new byte[at.length()];
    try {
      store.readRange(FileKind.PACK, at.pack().toString(), at.offset(), sealed, 0, sealed.length);
    } catch (NoSuchFileException e) {
      throw damaged(type, id, at, "the pack is missing", e);
    } catch (EOFException e) {
      throw damaged(type, id, at, "the pack is cut off", e);
    } catch (IOException e) {
      throw Failures.storage("read pack " + at.pack() + " of " + store.location(), e);
    }
    return open(type, id, at, sealed);
  }

  private byte[] open(BlobType type, BlobId id, BlobLocation at, byte[] sealed) {
    byte[] plain;
    try {
      plain = codec.open(sealed, 0, sealed.length, at.plainLength());
    } catch (IOException e) {
      throw damaged(type, id, at, String.valueOf(e.getMessage()), e);
    }
    if (!BlobCodec.fits(id, plain)) {
      throw damaged(type, id, at, "its SHA-256 is not its id", null);
    }
    return plain;
  }

  private BelayException damaged(
      BlobType type, BlobId id, BlobLocation at, String why, @Nullable Exception cause) {
    String what = type.json() + " blob " + id + " in pack " + at.pack() + " of " + store.location();
    return new BelayException(
        ErrorCode.DAMAGED, what + " is damaged: " + why, Failures.CHECK_HINT, cause);
  }
}
