package dev.belay.engine.sqlite;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import dev.belay.model.Form;
import dev.belay.rows.CopyText;
import dev.belay.rows.SqliteValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes SQLite's values as fields of a line ({@link SqliteValue}, {@link CopyText}). For one
 * thread.
 */
final class RowWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long BACKSLASHES = ONES * '\\';

  private static final int LARGE = 1 << 20;

  /** The widest number, with its tag. */
  private static final int NUMBER = 32;

  private byte[] line = new byte[1 << 12];
  private int length;

  byte[] buffer() {
    return line;
  }

  int length() {
    return length;
  }

  void begin() {
    length = 0;
    if (line.length > 1 << 22) {
      // A huge row has passed: give its memory back.
      line = new byte[1 << 12];
    }
  }

  void tab() {
    reserve(1);
    line[length++] = '\t';
  }

  void endLine() {
    reserve(1);
    line[length++] = '\n';
  }

  void putNull() {
    reserve(2);
    line[length++] = '\\';
    line[length++] = 'N';
  }

  void putInteger(Form form, long value) {
    reserve(NUMBER);
    if (form == Form.SQLITE_TEXT || form == Form.SQLITE_BLOB) {
      tag('i');
    }
    putDigits(value);
  }

  void putReal(Form form, double value) {
    reserve(NUMBER);
    if (form != Form.SQLITE_NUMBER) {
      tag('r');
    }
    if (!putCents(value)) {
      String text = DoubleToDecimal.toString(value);
      for (int i = 0; i < text.length(); i++) {
        line[length++] = (byte) text.charAt(i);
      }
    }
  }

  void putText(Form form, byte[] text, int from, int to) {
    boolean untagged = from == to || text[from] != SqliteValue.TAG;
    boolean plain =
        switch (form) {
          case SQLITE_TEXT -> untagged;
          case SQLITE_NUMBER ->
              untagged && SqliteValue.numberLike(text, from, to) == SqliteValue.Kind.TEXT;
          default -> false;
        };
    putBytes(text, from, to, plain ? 0 : 't');
  }

  void putBlob(Form form, byte[] bytes, int from, int to) {
    boolean plain = form == Form.SQLITE_BLOB && (from == to || bytes[from] != SqliteValue.TAG);
    putBytes(bytes, from, to, plain ? 0 : 'b');
  }

  private void tag(int letter) {
    line[length++] = SqliteValue.TAG;
    line[length++] = (byte) letter;
  }

  private void putBytes(byte[] bytes, int from, int end, int tag) {
    int size = end - from;
    reserve((size < LARGE ? 2L * size : escaped(bytes, from, end)) + 2 + 8);
    if (tag != 0) {
      tag(tag);
    }
    int at = from;
    int to = length;
    byte[] out = line;
    for (int last = end - 8; at <= last; ) {
      long eight = (long) LONG.get(bytes, at);
      if (mayNeedEscape(eight)) {
        for (int next = at + 8; at < next; at++) {
          to = putByte(out, to, bytes[at]);
        }
      } else {
        LONG.set(out, to, eight);
        at += 8;
        to += 8;
      }
    }
    for (; at < end; at++) {
      to = putByte(out, to, bytes[at]);
    }
    length = to;
  }

  /** How many bytes it takes: for a large value, twice its length would be much. */
  private static long escaped(byte[] bytes, int from, int end) {
    long size = (long) end - from;
    for (int at = from; at < end; at++) {
      byte b = bytes[at];
      if ((b >= '\b' && b <= '\r') || b == '\\') {
        size++;
      }
    }
    return size;
  }

  /**
   * Whether one of eight bytes is a backslash or below 14: the usual bit tricks, which may say yes
   * too often.
   */
  private static boolean mayNeedEscape(long eight) {
    long other = eight ^ BACKSLASHES;
    long low = (eight - ONES * 14) & ~eight;
    long backslash = (other - ONES) & ~other;
    return ((low | backslash) & HIGH) != 0;
  }

  private static int putByte(byte[] out, int at, byte b) {
    int to = at;
    if ((b >= '\b' && b <= '\r') || b == '\\') {
      byte letter = CopyText.escapeFor(b);
      if (letter != 0) {
        out[to++] = '\\';
        out[to++] = letter;
        return to;
      }
    }
    out[to++] = b;
    return to;
  }

  private void putDigits(long value) {
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        for (char c : Long.toString(value).toCharArray()) {
          line[length++] = (byte) c;
        }
        return;
      }
      line[length++] = '-';
      putDigits(-value);
      return;
    }
    int digits = 1;
    for (long rest = value; rest > 9; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int at = length + digits; at > length; rest /= 10) {
      line[--at] = (byte) ('0' + rest % 10);
    }
    length += digits;
  }

  /**
   * Writes numbers like 12.5 and 3.99 quickly. A decimal of at most 15 digits that reads as this
   * very double is the shortest there is, so it is the same text that {@link DoubleToDecimal}
   * gives.
   */
  private boolean putCents(double value) {
    double size = Math.abs(value);
    if (!(size >= 0.01 && size < 1e7)) {
      return false;
    }
    long cents = Math.round(size * 100);
    if (cents / 100.0 != size) {
      return false;
    }
    if (value < 0) {
      line[length++] = '-';
    }
    putDigits(cents / 100);
    line[length++] = '.';
    long fraction = cents % 100;
    line[length++] = (byte) ('0' + fraction / 10);
    if (fraction % 10 != 0) {
      line[length++] = (byte) ('0' + fraction % 10);
    }
    return true;
  }

  private void reserve(long more) {
    long wanted = length + more;
    if (wanted > line.length) {
      long size = Math.max(wanted, Math.min(line.length * 2L, 1 << 22));
      if (size > Integer.MAX_VALUE - 16) {
        throw new IllegalStateException(
            "a row of " + wanted + " bytes is larger than a row can be");
      }
      line = Arrays.copyOf(line, (int) size);
    }
  }
}
