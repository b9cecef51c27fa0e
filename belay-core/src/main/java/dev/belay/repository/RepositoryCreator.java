package dev.belay.repository;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.SealingKey;
import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;

/** Makes repositories. The config is written last: until it is there, there is no repository. */
final class RepositoryCreator {
  private final Store store;
  private final RepositoryEnvironment environment;

  RepositoryCreator(Store store, RepositoryEnvironment environment) {
    this.store = store;
    this.environment = environment;
  }

  /** Writes the files of a new repository. */
  void create(Secret password, KdfStrength strength) {
    if (password.length() == 0) {
      throw new BelayException(
          ErrorCode.USAGE, "a repository can't have an empty password", "give one");
    }
    try (SealingKey key = SealingKey.random(environment.random())) {
      store.initialize();
      requireEmpty();
      List<String> leftovers = names(store, FileKind.KEY);
      String name = new KeyRing(store).add(key, password, strength, environment).name();
      try {
        RepositoryConfig.random(environment.random())
            .save(new SealedFiles(store, key, environment.random()));
      } catch (BelayException e) {
        if (e.getCause() instanceof FileAlreadyExistsException) {
          store.delete(FileKind.KEY, name);
          throw exists();
        }
        throw e;
      }
      removeLeftovers(leftovers);
    } catch (IOException e) {
      throw Failures.storage("create a repository in " + store.location(), e);
    }
  }

  private void requireEmpty() throws IOException {
    if (store.exists(FileKind.CONFIG, FileKind.CONFIG_NAME)) {
      throw exists();
    }
    requireNoRemains(store);
  }

  static void requireNoRemains(Store store) throws IOException {
    for (FileKind kind : List.of(FileKind.SNAPSHOT, FileKind.INDEX, FileKind.PACK)) {
      // Asked once more: another process may just have made the repository.
      if (!names(store, kind).isEmpty() && !store.exists(FileKind.CONFIG, FileKind.CONFIG_NAME)) {
        throw new BelayException(
            ErrorCode.DAMAGED,
            store.location() + " holds a repository's data, but its file config is missing",
            "put config back from a copy, or choose another place for a new repository");
      }
    }
  }

  /**
   * Keys that were there before the config are of creations that were killed: they open nothing.
   */
  private void removeLeftovers(List<String> keys) throws IOException {
    for (String name : keys) {
      store.delete(FileKind.KEY, name);
    }
  }

  private static List<String> names(Store store, FileKind kind) throws IOException {
    List<String> names = new ArrayList<>();
    store.list(kind, (name, size) -> names.add(name));
    return names;
  }

  private BelayException exists() {
    return new BelayException(
        ErrorCode.REFUSED,
        "there is already a repository in " + store.location(),
        "use it, or choose another place");
  }
}
