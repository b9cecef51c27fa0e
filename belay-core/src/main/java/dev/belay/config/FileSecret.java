package dev.belay.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A secret in a file.
 *
 * @param file the file, whose whole text is the secret; white space around it is left out
 */
public record FileSecret(Path file) implements SecretSource {
  @Override
  public char[] read() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("the password file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new IOException("the password file " + file + " can't be read: " + e.getMessage(), e);
    }
    return SecretText.of(bytes, "the password file " + file);
  }
}
