package dev.belay.cli;

import dev.belay.model.KeyInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents about keys that {@code --json} writes. Scripts rely on the names: they may grow,
 * never change.
 */
final class KeyShapes {
  private KeyShapes() {}

  record Keys(List<Key> keys, List<String> damaged) {}

  record RemovedKey(String removed) {}

  record ChangedKey(String key, String removed, @Nullable String keyFile) {}

  /** The one document that holds a secret; {@code code} is what the QR code says. */
  record Kit(
      String repository,
      String repositoryId,
      String key,
      String password,
      List<String> commands,
      String code) {}

  record Key(String key, String created, String user, String host, boolean current) {
    static Key of(KeyInfo k) {
      return new Key(k.id(), Shapes.time(k.created()), k.user(), k.host(), k.current());
    }
  }
}
