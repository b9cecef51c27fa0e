package dev.belay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the password of a repository comes from. */
public interface RepositoryPassword {
  /**
   * The password, for opening or creating the repository. The caller wipes the array.
   *
   * @param creating whether the repository is about to be made: a key file that does not exist yet
   *     is then made too
   */
  char[] get(boolean creating) throws IOException;

  /**
   * Whether it has the strength of 256 random bits, so that guessing it needs no costly derivation
   * to be hopeless.
   */
  boolean random();

  /**
   * What it is and where it comes from, as a message begins: "the password from BELAY_PASSWORD".
   */
  default String called() {
    return "the password";
  }

  /**
   * Makes this place give another password from now on, where it is Belay's own to change. Durable
   * at return; whatever is interrupted, it gives the old one or the new one, whole. The array stays
   * the caller's.
   *
   * @return the file that holds it; empty where the password is somebody else's to change
   */
  default Optional<Path> replace(char[] password) throws IOException {
    return Optional.empty();
  }
}
