package dev.belay.config;

import java.io.IOException;

/**
 * Where a secret comes from. Asked each time the secret is needed, so that nothing keeps it. What
 * an implementation throws names the place, never what was found there.
 */
@FunctionalInterface
public interface SecretSource {
  /** The secret, never empty. The caller wipes the array. */
  char[] read() throws IOException;
}
