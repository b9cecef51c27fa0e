package dev.belay;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.repository.Repository;
import dev.belay.repository.RepositoryEnvironment;
import dev.belay.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens the repository of the settings when it is first needed, and makes it for the first backup.
 */
final class Repositories implements AutoCloseable {
  private final Settings settings;
  private final Function<String, Store> stores;
  private Consumer<String> told = made -> {};
  private Consumer<String> warned = warning -> {};
  private @Nullable Store found;
  private @Nullable Repository open;

  /**
   * @param stores the store at a location
   */
  Repositories(Settings settings, Function<String, Store> stores) {
    this.settings = settings;
    this.stores = stores;
  }

  /** Who is told, in a sentence, of a repository that is made. */
  synchronized void onMade(Consumer<String> listener) {
    told = listener;
  }

  /** Whom to tell of another one, too. */
  synchronized Consumer<String> told() {
    return told;
  }

  /** Who is told, in a sentence, of what a person should know of the storage. */
  synchronized void onWarning(Consumer<String> listener) {
    warned = listener;
  }

  /** Whom to warn of another one, too. */
  synchronized Consumer<String> warned() {
    return warned;
  }

  /** Whether it has been made; DAMAGED where only what names it one is missing. */
  synchronized boolean exists() throws IOException {
    if (open != null || Repository.exists(store())) {
      return true;
    }
    Repository.requireNoRemains(store());
    return false;
  }

  /** One store for all questions: each may be a connection. The repository takes it over. */
  private Store store() {
    Store store = found;
    if (store == null) {
      store = stores.apply(settings.repository());
      found = store;
    }
    return store;
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
      try {
        open = use(true);
      } catch (BelayException e) {
        if (e.code() != ErrorCode.REFUSED || !exists()) {
          throw e;
        }
        // Another first backup was quicker; theirs does as well.
      }
    }
    return open();
  }

  private Repository use(boolean creating) throws IOException {
    char[] password = password(creating);
    try (Secret secret = Secret.ofPassword(password)) {
      Store store = store();
      KdfStrength strength =
          settings.password().random() ? KdfStrength.RANDOM_KEY : KdfStrength.PASSWORD;
      RepositoryEnvironment here =
          RepositoryEnvironment.system().withWarnings(warning -> warned().accept(warning));
      Repository repository =
          creating
              ? Repository.create(store, secret, strength, here)
              : Repository.open(store, secret, settings.password().called(), here);
      if (creating) {
        String also = store.made().map(what -> ", and " + what + " for it").orElse("");
        told.accept("made a new repository at " + settings.repository() + also);
      }
      found = null;
      return repository;
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private char[] password(boolean creating) {
    try {
      return settings.password().get(creating);
    } catch (IOException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          settings.password().called() + " can't be had: " + e.getMessage(),
          "see %s, BELAY_PASSWORD_FILE and BELAY_PASSWORD_COMMAND".formatted(settings.called()),
          e);
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
    if (found != null) {
      try {
        found.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      found = null;
    }
  }
}
