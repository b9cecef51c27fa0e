package dev.belay.config;

import dev.belay.RepositoryPassword;
import java.io.IOException;

/**
 * The password of a repository as a person chose it, so of unknown strength.
 *
 * @param source where it comes from
 */
public record GivenPassword(SecretSource source) implements RepositoryPassword {
  @Override
  public char[] get(boolean creating) throws IOException {
    return source.read();
  }

  @Override
  public boolean random() {
    return false;
  }
}
