package dev.belay.repository;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.SealingKey;
import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.ShortId;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import dev.belay.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** The key files of a repository. */
final class KeyRing {
  /** The repository's key, and the name of the key file that held it. */
  record Opened(SealingKey key, String name) {}

  private record Named(String name, KeyFile file) {}

  private final Store store;

  KeyRing(Store store) {
    this.store = store;
  }

  /** Adds a key file for this password, and opens it again. */
  Opened add(
      SealingKey key, Secret password, KdfStrength strength, RepositoryEnvironment environment)
      throws IOException {
    byte[] json = KeyFile.create(key, password, strength, environment).toJson();
    try {
      KeyFile.parse(json).open(password).close();
    } catch (AEADBadTagException e) {
      throw new IOException("a new key file did not open with its password", e);
    }
    String name = BlobId.sha256(json, 0, json.length).toString();
    store.write(FileKind.KEY, name, json);
    return new Opened(key, name);
  }

  /**
   * Opens with the first key file that takes the password and whose key fits, trying the cheap ones
   * first; where none fits, with the first that takes the password.
   *
   * @param called what a message calls the password
   * @param fits whether it is this repository's key: a creation that was killed, and then made up
   *     for, may have left one that opens nothing
   */
  Opened open(Secret password, String called, Predicate<SealingKey> fits) {
    List<String> damaged = new ArrayList<>();
    List<Named> files = readAll(damaged);
    if (files.isEmpty() && damaged.isEmpty()) {
      throw noKeys();
    }
    files.sort(Comparator.comparingLong(named -> named.file().strength().cost()));
    int others = 0;
    @Nullable Opened first = null;
    for (Named named : files) {
      try {
        Opened opened = new Opened(named.file().open(password), named.name());
        if (fits.test(opened.key())) {
          if (first != null) {
            first.key().close();
          }
          return opened;
        }
        if (first == null) {
          first = opened;
        } else {
          opened.key().close();
        }
      } catch (AEADBadTagException e) {
        others++;
      } catch (IOException e) {
        damaged.add(named.name());
      }
    }
    if (first != null) {
      return first;
    }
    throw nothingFits(called, others, damaged);
  }

  List<RepositoryKeyInfo> list(String current) {
    List<RepositoryKeyInfo> keys = new ArrayList<>();
    for (Named named : readAll(new ArrayList<>())) {
      KeyFile file = named.file();
      keys.add(
          new RepositoryKeyInfo(
              named.name(),
              file.created(),
              file.username(),
              file.hostname(),
              named.name().equals(current)));
    }
    keys.sort(Comparator.comparing(RepositoryKeyInfo::created));
    return keys;
  }

  /** The names of key files that are not what they should be. */
  List<String> damaged() {
    List<String> damaged = new ArrayList<>();
    readAll(damaged);
    return damaged.stream().sorted().toList();
  }

  /** The one key file whose name begins with these digits, damaged or not; NOT_FOUND, AMBIGUOUS. */
  String find(String prefix) {
    List<String> found = new ArrayList<>();
    try {
      store.list(
          FileKind.KEY,
          (name, size) -> {
            if (name.startsWith(prefix)) {
              found.add(name);
            }
          });
    } catch (IOException e) {
      throw Failures.storage("list the keys of " + store.location(), e);
    }
    if (prefix.isEmpty() || found.size() != 1) {
      throw new BelayException(
          found.size() > 1 ? ErrorCode.AMBIGUOUS : ErrorCode.NOT_FOUND,
          (found.size() > 1 ? "several keys begin with " : "no key begins with ") + prefix,
          "see them all: belay key list");
    }
    return found.get(0);
  }

  /**
   * Throws IOException unless the key file is there and whole, as it lies in the storage and not as
   * this machine remembers it.
   */
  void requireWhole(String name) throws IOException {
    parse(name, store.direct().read(FileKind.KEY, name));
  }

  /**
   * Removes a key file; REFUSED unless {@code remaining}, another one, is there and whole. Nobody
   * else may remove any meanwhile.
   */
  void remove(String name, String remaining) throws IOException {
    try {
      requireWhole(remaining);
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "key %s is not removed: key %s, which would remain, is gone or damaged"
              .formatted(ShortId.of(name), ShortId.of(remaining)),
          "see who can open the repository: belay key list",
          e);
    }
    store.delete(FileKind.KEY, name);
  }

  private static KeyFile parse(String name, byte[] json) throws IOException {
    if (!BlobId.sha256(json, 0, json.length).toString().equals(name)) {
      throw new IOException("its SHA-256 is not its name");
    }
    return KeyFile.parse(json);
  }

  private List<Named> readAll(List<String> damaged) {
    List<Named> files = new ArrayList<>();
    try {
      List<String> names = new ArrayList<>();
      store.list(FileKind.KEY, (name, size) -> names.add(name));
      for (String name : names) {
        byte[] json = store.read(FileKind.KEY, name);
        try {
          files.add(new Named(name, parse(name, json)));
        } catch (IOException e) {
          damaged.add(name);
        }
      }
      return files;
    } catch (IOException e) {
      throw Failures.storage("read the keys of " + store.location(), e);
    }
  }

  private BelayException noKeys() {
    return new BelayException(
        ErrorCode.DAMAGED,
        "the repository " + store.location() + " has no key files, so no password can open it",
        "put the files of its directory keys/ back from a copy of the repository");
  }

  private BelayException nothingFits(String called, int others, List<String> damaged) {
    if (others == 0) {
      return new BelayException(
          ErrorCode.DAMAGED,
          "key file " + String.join(", ", damaged) + " of " + store.location() + " is damaged",
          "put it back from a copy of the repository, or open it with another password");
    }
    String also =
        damaged.isEmpty() ? "" : "; key file " + String.join(", ", damaged) + " is damaged";
    return new BelayException(
        ErrorCode.WRONG_KEY,
        "%s does not open %s, which has %d %s"
                .formatted(called, store.location(), others, others == 1 ? "key" : "keys")
            + also,
        "give one that does: in the configuration, BELAY_PASSWORD_FILE, BELAY_PASSWORD_COMMAND or"
            + " BELAY_PASSWORD");
  }
}
