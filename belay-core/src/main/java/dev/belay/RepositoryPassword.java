package dev.belay;

import java.io.IOException;

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
}
