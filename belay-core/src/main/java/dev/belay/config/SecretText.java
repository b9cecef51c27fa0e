package dev.belay.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns the bytes of a file or of a command's output into a secret, without a String in between.
 */
final class SecretText {
  private SecretText() {}

  /**
   * The text without white space around it, which is how restic reads a password file too. Wipes
   * {@code bytes}.
   *
   * @param place what is named in an error
   */
  static char[] of(byte[] bytes, String place) throws IOException {
    CharBuffer text = CharBuffer.allocate(0);
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      int from = 0;
      int to = text.limit();
      while (from < to && Character.isWhitespace(text.get(from))) {
        from++;
      }
      while (to > from && Character.isWhitespace(text.get(to - 1))) {
        to--;
      }
      if (from == to) {
        throw new IOException(place + " gave an empty password");
      }
      return Arrays.copyOfRange(text.array(), text.arrayOffset() + from, text.arrayOffset() + to);
    } catch (CharacterCodingException e) {
      throw new IOException(place + " gave a password that is not UTF-8 text");
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
    }
  }
}
