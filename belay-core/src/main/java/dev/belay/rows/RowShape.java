package dev.belay.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whether bytes are whole rows of so many fields, written as {@link CopyText} says. Whoever reads
 * rows by their fields may rely on it afterwards. Eight bytes are looked at together: it costs a
 * small part of what decrypting them does.
 */
public final class RowShape {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW = 0x7f7f7f7f7f7f7f7fL;
  private static final long TABS = 0x0101010101010101L * '\t';
  private static final long ENDS = 0x0101010101010101L * '\n';
  private static final long ESCAPES = 0x0101010101010101L * '\\';

  /** What the walk over the rows answers: they are whole, or which row has how many fields. */
  private static final int WHOLE = -1;

  private static final int NO_ESCAPE = -2;

  private RowShape() {}

  /** What is wrong with {@code rows[0..length)}; empty where they are rows of so many fields. */
  public static Optional<String> fault(byte[] rows, int length, int fields) {
    if (length == 0 || rows[length - 1] != '\n') {
      return Optional.of("it ends in the middle of a row");
    }
    if (fields == 0) {
      return onlyEnds(rows, length);
    }
    int tabs = walk(rows, length, fields - 1);
    return switch (tabs) {
      case WHOLE -> Optional.empty();
      case NO_ESCAPE -> Optional.of("a backslash begins no escape");
      default -> Optional.of("a row has %d fields, not %d".formatted(tabs + 1, fields));
    };
  }

  private static Optional<String> onlyEnds(byte[] rows, int length) {
    for (int at = 0; at < length; at++) {
      if (rows[at] != '\n') {
        return Optional.of("a row has fields, and the table has none");
      }
    }
    return Optional.empty();
  }

  /**
   * Counts the tabs of each row, which has to have so many.
   *
   * @return {@link #WHOLE}, {@link #NO_ESCAPE}, or how many tabs another row has
   */
  private static int walk(byte[] rows, int length, int tabs) {
    int found = 0;
    int letter = -1; // of the last escape: a backslash there begins none
    for (int at = 0; at < length; at += 8) {
      long word = at + 8 <= length ? (long) WORD.get(rows, at) : last(rows, at, length);
      long tab = equal(word, TABS);
      long end = equal(word, ENDS);
      long escape = equal(word, ESCAPES);
      for (; escape != 0; escape &= escape - 1) {
        int backslash = at + Long.numberOfTrailingZeros(escape) / 8;
        if (backslash != letter) {
          letter = backslash + 1;
          if (!escapes(rows, backslash)) {
            return NO_ESCAPE;
          }
        }
      }
      for (; end != 0; end &= end - 1) {
        long before = Long.lowestOneBit(end) - 1;
        found += Long.bitCount(tab & before);
        if (found != tabs) {
          return found;
        }
        found = 0;
        tab &= ~before;
      }
      found += Long.bitCount(tab);
    }
    return WHOLE;
  }

  private static long last(byte[] rows, int at, int length) {
    return (long) WORD.get(Arrays.copyOf(Arrays.copyOfRange(rows, at, length), 8), 0);
  }

  /** The highest bit of each byte of {@code word} that is the pattern's. */
  private static long equal(long word, long pattern) {
    long other = word ^ pattern;
    return ~(((other & LOW) + LOW) | other | LOW);
  }

  /** A last row ends with a line feed, so there is a byte behind each backslash. */
  private static boolean escapes(byte[] rows, int backslash) {
    return switch (rows[backslash + 1]) {
      case '\\', 'b', 'f', 'n', 'r', 't', 'v' -> true;
      case 'N' ->
          (backslash == 0 || separator(rows[backslash - 1])) && separator(rows[backslash + 2]);
      default -> false;
    };
  }

  private static boolean separator(byte b) {
    return b == '\t' || b == '\n';
  }
}
