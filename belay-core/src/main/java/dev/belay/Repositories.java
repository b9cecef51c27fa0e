package dev.belay;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.repository.Repository;
import dev.belay.store.Store;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens the repository of the settings when it is first needed, and makes it for the first backup.
 */
final class Repositories implements AutoCloseable {
  private final Settings settings;
  private final Function<String, Store> stores;
  private @Nullable Repository open;

  /**
   * @param stores the store at a location
   */
  Repositories(Settings settings, Function<String, Store> stores) {
    this.settings = settings;
    this.stores = stores;
  }

  /** Whether it has been made. */
  boolean exists() throws IOException {
    try (Store store = stores.apply(settings.repository())) {
      return Repository.exists(store);
    }
  }

  /** The repository; NOT_FOUND where there is none. */
  synchronized Repository open() throws IOException {
    Repository repository = open;
    if (repository == null) {
      if (!exists()) {
        throw new BelayException(
            ErrorCode.NOT_FOUND,
            "there is no repository at " + settings.repository(),
            "the first backup makes it: belay backup DB");
      }
      repository = use(false);
      open = repository;
    }
    return repository;
  }

  /** The repository, made if there is none. */
  synchronized Repository openOrCreate() throws IOException {
    if (open == null && !exists()) {
      open = use(true);
    }
    return open();
  }

  private Repository use(boolean creating) throws IOException {
    char[] password = settings.password().get(creating);
    try (Secret secret = Secret.ofPassword(password)) {
      Store store = stores.apply(settings.repository());
      if (creating) {
        KdfStrength strength =
            settings.password().random() ? KdfStrength.RANDOM_KEY : KdfStrength.PASSWORD;
        return Repository.create(store, secret, strength);
      }
      return Repository.open(store, secret);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
