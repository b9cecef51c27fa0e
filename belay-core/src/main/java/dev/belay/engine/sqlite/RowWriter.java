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

  private static final long BILLION = 1_000_000_000;

  /** What is free before each value: for the widest number, with its tag and what parts it. */
  private static final int ROOM = 40;

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

  /** Before each value but a row's first. Leaves room for a number. */
  void tab() {
    reserve(ROOM);
    line[length++] = '\t';
  }

  void endLine() {
    reserve(1);
    line[length++] = '\n';
  }

  void putNull() {
    line[length++] = '\\';
    line[length++] = 'N';
  }

  void putInteger(Form form, long value) {
    if (form == Form.SQLITE_TEXT || form == Form.SQLITE_BLOB) {
      tag('i');
    }
    putDigits(value);
  }

  void putReal(Form form, double value) {
    if (form != Form.SQLITE_NUMBER) {
      tag('r');
    }
    if (!putCents(value)) {
      putDigits(value);
    }
  }

  private void putDigits(double value) {
    String text = DoubleToDecimal.toString(value);
    for (int i = 0; i < text.length(); i++) {
      line[length++] = (byte) text.charAt(i);
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
    length = escape(bytes, from, end, line, length);
  }

  private static int escape(byte[] bytes, int from, int end, byte[] out, int begin) {
    int at = from;
    int to = begin;
    while (end - at >= 8) {
      long eight = (long) LONG.get(bytes, at);
      if (mayNeedEscape(eight)) {
        to = escapeEach(bytes, at, at + 8, out, to);
      } else {
        LONG.set(out, to, eight);
        to += 8;
      }
      at += 8;
    }
    return escapeEach(bytes, at, end, out, to);
  }

  private static int escapeEach(byte[] bytes, int from, int end, byte[] out, int begin) {
    int to = begin;
    for (int at = from; at < end; at++) {
      to = putByte(out, to, bytes[at]);
    }
    return to;
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
      line[length++] = '-';
      // The least of all stays negative, and its digits are still those of the remainder's size.
      length = digits(-value, line, length);
    } else {
      length = digits(value, line, length);
    }
  }

  /** Writes the digits of an unsigned number; where they end. */
  private static int digits(long value, byte[] out, int from) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      return longDigits(value, out, from);
    }
    int rest = (int) value;
    int end = from + (rest < 10 ? 1 : rest < 100 ? 2 : width(rest));
    int at = end;
    while (rest >= 10) {
      int tenth = rest / 10;
      out[--at] = (byte) ('0' + rest - tenth * 10);
      rest = tenth;
    }
    out[--at] = (byte) ('0' + rest);
    return end;
  }

  private static int width(int value) {
    int width = 3;
    for (long power = 1000; value >= power; power *= 10) {
      width++;
    }
    return width;
  }

  private static int longDigits(long value, byte[] out, int from) {
    int end = digits(Long.divideUnsigned(value, BILLION), out, from) + 9;
    int rest = (int) Long.remainderUnsigned(value, BILLION);
    for (int at = end; at > end - 9; rest /= 10) {
      out[--at] = (byte) ('0' + rest % 10);
    }
    return end;
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
    if (line.length - length < more) {
      grow(length + more);
    }
  }

  private void grow(long wanted) {
    long size = Math.max(wanted, Math.min(line.length * 2L, 1 << 22));
    if (size > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException("a row of " + wanted + " bytes is larger than a row can be");
    }
    line = Arrays.copyOf(line, (int) size);
  }
}
