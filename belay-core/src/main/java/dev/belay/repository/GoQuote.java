package dev.belay.repository;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * File names in trees are escaped as Go's {@code strconv.Quote} does, before they become JSON, so
 * that names which are no valid Unicode survive.
 */
final class GoQuote {
  private GoQuote() {}

  static String quote(String name) {
    StringBuilder out = new StringBuilder(name.length() + 8);
    name.codePoints().forEach(c -> quote(c, out));
    return out.toString();
  }

  private static void quote(int c, StringBuilder out) {
    if (c == '"' || c == '\\') {
      out.append('\\').append((char) c);
    } else if (c < 0x20 || c == 0x7f) {
      out.append("\\x")
          .append(Character.forDigit(c >> 4, 16))
          .append(Character.forDigit(c & 15, 16));
    } else {
      out.appendCodePoint(c);
    }
  }

  /** The name that an escaped one stands for. Bytes that are not UTF-8 become U+FFFD. */
  static String unquote(String text) throws IOException {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (c != '\\') {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      } else if (at < text.length()) {
        at = escape(text, at, out);
      } else {
        throw new IOException("a name ends with a backslash: " + text);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Appends what the escape at {@code at}, after the backslash, means; returns where it ends. */
  private static int escape(String text, int at, ByteArrayOutputStream out) throws IOException {
    char c = text.charAt(at);
    switch (c) {
      case 'x' -> out.write(number(text, at + 1, 2, 16));
      case 'u' -> writePoint(number(text, at + 1, 4, 16), out);
      case 'U' -> writePoint(number(text, at + 1, 8, 16), out);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> out.write(number(text, at, 3, 8));
      default -> out.write(plain(c, text));
    }
    return switch (c) {
      case 'x' -> at + 3;
      case 'u' -> at + 5;
      case 'U' -> at + 9;
      case '0', '1', '2', '3', '4', '5', '6', '7' -> at + 3;
      default -> at + 1;
    };
  }

  private static int plain(char c, String text) throws IOException {
    int index = "abfnrtv\\\"'".indexOf(c);
    if (index < 0) {
      throw new IOException("unknown escape in a name: " + text);
    }
    return "\u0007\b\f\n\r\t\u000b\\\"'".charAt(index);
  }

  private static int number(String text, int at, int digits, int base) throws IOException {
    try {
      return Integer.parseInt(text.substring(at, at + digits), base);
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw new IOException("bad escape in a name: " + text, e);
    }
  }

  private static void writePoint(int point, ByteArrayOutputStream out) throws IOException {
    if (!Character.isValidCodePoint(point)) {
      throw new IOException("no such character: " + point);
    }
    out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
  }
}
