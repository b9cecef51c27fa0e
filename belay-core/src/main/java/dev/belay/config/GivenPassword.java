package dev.belay.config;

import dev.belay.RepositoryPassword;
import java.io.IOException;

/**
 * The password of a repository as a person chose it, so of unknown strength.
 *
 * @param source where it comes from
 * @param called what messages call it, with the place where a person said so
 */
public record GivenPassword(SecretSource source, String called) implements RepositoryPassword {
  /** One of which nobody needs to know where it came from. */
  public GivenPassword(SecretSource source) {
    this(source, "the password");
  }

  @Override
  public char[] get(boolean creating) throws IOException {
    return source.read();
  }

  @Override
  public boolean random() {
    return false;
  }
}
