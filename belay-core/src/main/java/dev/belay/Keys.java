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
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Who can open a repository. There is always a key that opens it, whatever is interrupted. */
final class Keys {
  private final Repository repository;

  Keys(Repository repository) {
    this.repository = repository;
  }

  List<KeyInfo> list() {
    return repository.keys().stream().map(Keys::info).toList();
  }

  /** The key files that open nothing any more. */
  List<String> damaged() {
    return repository.damagedKeys();
  }

  KeyInfo add(RepositoryPassword password) throws IOException {
    char[] text = fresh(password);
    try {
      return add(text, password.random());
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  /** What a new key is to be: where it can't be had, what was named is wrong. */
  private static char[] fresh(RepositoryPassword password) {
    try {
      return password.get(true);
    } catch (IOException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          "there is no new password: " + e.getMessage(),
          "name a file or command that gives one; nothing was changed",
          e);
    }
  }

  private KeyInfo add(char[] text, boolean random) {
    try (Secret secret = Secret.ofPassword(text)) {
      if (secret.length() == 0) {
        throw new BelayException(
            ErrorCode.USAGE, "a repository can't have an empty password", "give one");
      }
      return info(
          repository.addKey(secret, random ? KdfStrength.RANDOM_KEY : KdfStrength.PASSWORD));
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

  /**
   * Puts a password in the place of the one that opened the repository, in this order, each step
   * durable before the next:
   *
   * <ol>
   *   <li>the new key file is in the repository, and has opened it: both passwords do;
   *   <li>Belay's own file, where the old password came from there, holds the new one, by a rename:
   *       both passwords still do, so that file opens the repository before and after;
   *   <li>the old key file is gone.
   * </ol>
   *
   * So whatever is interrupted, what {@code current} gives opens the repository.
   */
  KeyChange change(RepositoryPassword current, RepositoryPassword password) throws IOException {
    String old = inUse();
    char[] text = fresh(password);
    try {
      KeyInfo added = add(text, password.random());
      Optional<Path> file = replace(current, text, added);
      removeOld(old, added);
      return new KeyChange(added, old, file);
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private static Optional<Path> replace(RepositoryPassword current, char[] text, KeyInfo added) {
    try {
      return current.replace(text);
    } catch (IOException e) {
      throw new BelayException(
          ErrorCode.FAILED,
          "both passwords open the repository now, but Belay's own key file still holds the old"
              + " one: "
              + e.getMessage(),
          "try again; or take the new one away: belay key remove " + ShortId.of(added.id()),
          e);
    }
  }

  private void removeOld(String old, KeyInfo added) {
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
