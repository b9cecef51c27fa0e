package dev.belay.rows;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The COPY text format of PostgreSQL's documentation ("COPY", section "Text Format"): fields are
 * parted by tabs, rows end with a line feed, {@code \N} is NULL, and a backslash stands before what
 * would be mistaken.
 */
public final class CopyText {
  private CopyText() {}

  /** Where the field that begins at {@code from} ends: the index of its tab or line feed. */
  public static int fieldEnd(byte[] line, int from) {
    int at = from;
    while (line[at] != '\t' && line[at] != '\n') {
      at++;
    }
    return at;
  }

  /** Where the row that begins at {@code from} ends: behind its line feed. */
  public static int lineEnd(byte[] lines, int from) {
    int at = from;
    while (lines[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  /**
   * Where the row that goes on at {@code at} begins: behind the last line feed of {@code
   * lines[from..at)}, else at {@code from}.
   */
  public static int lineStart(byte[] lines, int from, int at) {
    int start = at;
    while (start > from && lines[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  /** Whether the field {@code line[from..to)} is NULL. */
  public static boolean isNull(byte[] line, int from, int to) {
    return to - from == 2 && line[from] == '\\' && line[from + 1] == 'N';
  }

  /**
   * The letter that stands after the backslash for this byte; 0 where the byte stands for itself.
   */
  public static byte escapeFor(int b) {
    return switch (b) {
      case '\\' -> '\\';
      case '\b' -> 'b';
      case '\f' -> 'f';
      case '\n' -> 'n';
      case '\r' -> 'r';
      case '\t' -> 't';
      case 0x0b -> 'v';
      default -> 0;
    };
  }

  /** Appends {@code bytes[from..to)} as (a part of) a field. */
  public static void escape(ByteArrayOutputStream out, byte[] bytes, int from, int to) {
    int plain = from;
    for (int at = from; at < to; at++) {
      byte letter = escapeFor(bytes[at]);
      if (letter != 0) {
        out.write(bytes, plain, at - plain);
        out.write('\\');
        out.write(letter);
        plain = at + 1;
      }
    }
    out.write(bytes, plain, to - plain);
  }

  /** The bytes that the field {@code line[from..to)}, which is not NULL, stands for. */
  public static byte[] unescape(byte[] line, int from, int to) {
    int escapes = 0;
    for (int at = from; at < to; at++) {
      if (line[at] == '\\' && at + 1 < to) {
        escapes++;
        at++;
      }
    }
    if (escapes == 0) {
      return Arrays.copyOfRange(line, from, to);
    }
    // Counted first: a huge value is not held a second time.
    byte[] out = new byte[to - from - escapes];
    int length = 0;
    for (int at = from; at < to; at++) {
      byte b = line[at];
      if (b == '\\' && at + 1 < to) {
        b = unescaped(line[++at]);
      }
      out[length++] = b;
    }
    return out;
  }

  /** What the letter after a backslash stands for. */
  static byte unescaped(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      default -> letter;
    };
  }

  /** Compares two fields by their unescaped bytes, unsigned, a prefix first. */
  static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int same = Arrays.mismatch(a, aFrom, aTo, b, bFrom, bTo);
    if (same < 0) {
      return 0;
    }
    int i = aFrom + same;
    int j = bFrom + same;
    boolean escapesNear =
        (same > 0 && a[i - 1] == '\\') || (i < aTo && a[i] == '\\') || (j < bTo && b[j] == '\\');
    if (escapesNear) {
      return compareUnescaped(a, aFrom, aTo, b, bFrom, bTo);
    }
    if (i == aTo || j == bTo) {
      return i == aTo ? -1 : 1;
    }
    return (a[i] & 0xff) - (b[j] & 0xff);
  }

  private static int compareUnescaped(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int i = aFrom;
    int j = bFrom;
    while (i < aTo && j < bTo) {
      byte x = a[i++];
      byte y = b[j++];
      x = x == '\\' && i < aTo ? unescaped(a[i++]) : x;
      y = y == '\\' && j < bTo ? unescaped(b[j++]) : y;
      if (x != y) {
        return (x & 0xff) - (y & 0xff);
      }
    }
    return Integer.compare(aTo - i, bTo - j);
  }
}
