package dev.belay;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.KeyChange;
import dev.belay.model.KeyInfo;
import dev.belay.model.ShortId;
import dev.belay.repository.Repository;
import dev.belay.repository.RepositoryKeyInfo;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/** Who can open a repository. There is always a key that opens it, whatever is interrupted. */
final class Keys {
  private final Repository repository;

  Keys(Repository repository) {
    this.repository = repository;
  }

  List<KeyInfo> list() {
    return repository.keys().stream().map(Keys::info).toList();
  }

  KeyInfo add(RepositoryPassword password) throws IOException {
    char[] text = password.get(true);
    try (Secret secret = Secret.ofPassword(text)) {
      if (secret.length() == 0) {
        throw new BelayException(
            ErrorCode.USAGE, "a repository can't have an empty password", "give one");
      }
      return info(
          repository.addKey(
              secret, password.random() ? KdfStrength.RANDOM_KEY : KdfStrength.PASSWORD));
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  String remove(String prefix, boolean alsoInUse) {
    String id = repository.findKey(prefix);
    String inUse = inUse();
    if (!id.equals(inUse)) {
      // The one in use has proved that it opens the repository.
      repository.removeKey(id, inUse);
      return id;
    }
    KeyInfo other =
        list().stream()
            .filter(k -> !k.current())
            .findFirst()
            .orElseThrow(
                () ->
                    new BelayException(
                        ErrorCode.REFUSED,
                        "key " + ShortId.of(id) + " is the last one: nobody could read a snapshot",
                        "to replace it: belay key passwd"));
    if (!alsoInUse) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "key " + ShortId.of(id) + " is the one in use now",
          "open the repository with another key to remove it, or replace it with belay key passwd;"
              + " with --in-use it goes although nothing proves that you have another");
    }
    repository.removeKey(id, other.id());
    return id;
  }

  KeyChange change(RepositoryPassword password) throws IOException {
    String old = inUse();
    KeyInfo added = add(password);
    try {
      repository.removeKey(old, added.id());
    } catch (BelayException e) {
      throw new BelayException(
          e.code(),
          "the new password opens the repository, but the old one still does too: "
              + e.getMessage(),
          "with the new password: belay key remove " + ShortId.of(old),
          e);
    }
    return new KeyChange(added, old);
  }

  KeyKit kit(Settings settings) throws IOException {
    char[] password = settings.password().get(false);
    return new KeyKit(settings.repository(), repository.id(), inUse(), password);
  }

  /** The key in use; a repository that was opened may have lost it since. */
  private String inUse() {
    return list().stream()
        .filter(KeyInfo::current)
        .findFirst()
        .map(KeyInfo::id)
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.REFUSED,
                    "the key that opened the repository was removed meanwhile",
                    "open it with another one; belay key list shows them"));
  }

  private static KeyInfo info(RepositoryKeyInfo k) {
    return new KeyInfo(
        k.id(),
        k.created().atZone(ZoneId.systemDefault()).toOffsetDateTime(),
        k.username(),
        k.hostname(),
        k.current());
  }
}
