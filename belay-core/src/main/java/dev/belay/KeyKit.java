package dev.belay;

import java.util.Arrays;

/**
 * What opens a repository without the machine that made it. Holds the password until it is closed.
 */
public final class KeyKit implements AutoCloseable {
  private final String location;
  private final String repositoryId;
  private final String keyId;
  private final char[] password;

  /** Takes the password over. */
  KeyKit(String location, String repositoryId, String keyId, char[] password) {
    this.location = location;
    this.repositoryId = repositoryId;
    this.keyId = keyId;
    this.password = password;
  }

  /** Where the repository is. */
  public String location() {
    return location;
  }

  /** The repository's random id, which outlives being moved. */
  public String repositoryId() {
    return repositoryId;
  }

  /** The key that the password opens. */
  public String keyId() {
    return keyId;
  }

  /** A copy of the password, which the caller wipes. */
  public char[] password() {
    return password.clone();
  }

  @Override
  public void close() {
    Arrays.fill(password, '\0');
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "KeyKit[" + location + "]";
  }
}
