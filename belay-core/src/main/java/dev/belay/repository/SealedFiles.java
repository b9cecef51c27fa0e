package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.belay.crypto.SealingKey;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.AEADBadTagException;

/**
 * The files that stand alone, not in packs: index, snapshots, locks, Belay's own, config. Plain
 * JSON or the byte 2 and zstd, sealed with the repository's key, and named by the SHA-256 of the
 * sealed bytes ({@link FileKind#namedByContent}; others have names of their own). Thread-safe.
 */
final class SealedFiles {
  private static final byte COMPRESSED = 2;

  /**
   * Smaller files stay plain JSON, which restic reads as well: there is little to gain, and a
   * command that only lists snapshots need not load the native library.
   */
  private static final int WORTH_COMPRESSING = 4 << 10;

  /** A sum that nothing has. */
  private static final String NOBODY = "0".repeat(64);

  private final Store store;
  private final SealingKey key;
  private final SecureRandom random;

  SealedFiles(Store store, SealingKey key, SecureRandom random) {
    this.store = store;
    this.key = key;
    this.random = random;
  }

  Store store() {
    return store;
  }

  /** The content of a file. */
  byte[] load(FileKind kind, String name) {
    try (InputStream in = open(kind, name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw damaged(kind, name, e);
    }
  }

  /** A parser over the content of a JSON file. */
  JsonParser parse(FileKind kind, String name) throws IOException {
    byte[] plain = unseal(kind, name);
    // An array is parsed where it lies, without a buffer for each of a thousand small files.
    return compressed(kind, plain)
        ? Json.FACTORY.createParser(decompressed(plain))
        : Json.FACTORY.createParser(plain);
  }

  private InputStream open(FileKind kind, String name) throws IOException {
    byte[] plain = unseal(kind, name);
    return compressed(kind, plain) ? decompressed(plain) : new ByteArrayInputStream(plain);
  }

  private static boolean compressed(FileKind kind, byte[] plain) {
    return kind != FileKind.CONFIG && plain.length > 0 && plain[0] == COMPRESSED;
  }

  private static InputStream decompressed(byte[] plain) throws IOException {
    return new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(plain, 1, plain.length - 1));
  }

  private byte[] unseal(FileKind kind, String name) {
    byte[] sealed;
    try {
      sealed = store.read(kind, name);
    } catch (IOException e) {
      throw Failures.storage("read " + describe(kind, name), e);
    }
    if (kind.namedByContent() && !BlobId.sha256(sealed, 0, sealed.length).toString().equals(name)) {
      throw Failures.damaged(
          describe(kind, name) + " is damaged: its SHA-256 is not its name", wayOut(kind, name));
    }
    try {
      return key.open(sealed);
    } catch (AEADBadTagException e) {
      throw damaged(kind, name, e);
    }
  }

  /** Writes a file that is named by its sealed content, and returns the name. */
  BlobId save(FileKind kind, byte[] content) {
    byte[] sealed = seal(kind, content);
    BlobId name = BlobId.sha256(sealed, 0, sealed.length);
    write(kind, name.toString(), sealed);
    return name;
  }

  /** Writes a file with a name of its own. */
  void save(FileKind kind, String name, byte[] content) {
    write(kind, name, seal(kind, content));
  }

  private void write(FileKind kind, String name, byte[] sealed) {
    try {
      store.write(kind, name, sealed);
    } catch (IOException e) {
      throw Failures.storage("write " + describe(kind, name), e);
    }
  }

  private byte[] seal(FileKind kind, byte[] content) {
    boolean json = content.length > 0 && (content[0] == '{' || content[0] == '[');
    boolean plain = kind == FileKind.CONFIG || (json && content.length < WORTH_COMPRESSING);
    byte[] form = plain ? content : compress(content);
    byte[] sealed = key.seal(form, random);
    try {
      if (!Arrays.equals(key.open(sealed), form)) {
        throw new IllegalStateException("a sealed file did not open to what it was");
      }
    } catch (AEADBadTagException e) {
      throw new IllegalStateException("a sealed file did not open to what it was", e);
    }
    return sealed;
  }

  private static byte[] compress(byte[] content) {
    byte[] compressed = Zstd.compress(content, 3);
    byte[] form = new byte[compressed.length + 1];
    form[0] = COMPRESSED;
    System.arraycopy(compressed, 0, form, 1, compressed.length);
    return form;
  }

  private BelayException damaged(FileKind kind, String name, Exception cause) {
    return new BelayException(
        ErrorCode.DAMAGED,
        describe(kind, name) + " is damaged: " + cause.getMessage(),
        wayOut(kind, name),
        cause);
  }

  /** What helps where such a file is damaged. */
  private static String wayOut(FileKind kind, String name) {
    return switch (kind) {
      case CONFIG -> "put the file config back from a copy of the repository";
      case INDEX ->
          "make a new one from the packs: restic rebuild-index (from 0.15 on: restic repair index)";
      case SNAPSHOT ->
          "put snapshots/"
              + name
              + " back from a copy; where there is none, nothing can read it any more: remove that"
              + " file, and the others are free of it";
      case NOTE ->
          "say anew what counts: belay pin, unpin, tag or describe " + name.substring(0, 8);
      default -> Failures.CHECK_HINT;
    };
  }

  /**
   * Removes a file that counts no more, and is in nobody's way where the storage does not let it be
   * removed.
   */
  void clear(FileKind kind, String name) {
    try {
      store.delete(kind, name);
    } catch (IOException e) {
      if (!Failures.isRefusal(e)) {
        throw Failures.storage("delete " + describe(kind, name), e);
      }
    }
  }

  /**
   * Makes sure, before anything is done, that files of these kinds may be removed: asks so with a
   * name that no file has.
   */
  void requireRemovable(FileKind... kinds) {
    for (FileKind kind : kinds) {
      try {
        store.delete(kind, NOBODY);
      } catch (IOException e) {
        throw Failures.isRefusal(e)
            ? new BelayException(
                ErrorCode.FAILED,
                "nothing was removed, because the storage refuses it: " + e.getMessage(),
                "an object lock or missing permission forbids it; leave forget, delete and prune to"
                    + " credentials that may remove files (s3:DeleteObject)",
                e)
            : Failures.storage("remove anything from " + store.location(), e);
      }
    }
  }

  /** A file as messages name it. */
  String describe(FileKind kind, String name) {
    String what = kind.name().toLowerCase(Locale.ROOT);
    return kind == FileKind.CONFIG
        ? "the config of " + store.location()
        : what + " " + name + " of " + store.location();
  }
}
