package dev.belay.repository;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many unused bytes may stay in packs that are partly used.
 *
 * @param percent of all bytes afterwards; or negative
 * @param bytes where {@code percent} is negative
 */
public record MaxUnused(double percent, long bytes) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)([%kKMGT]?)");

  /** Reads {@code unlimited}, {@code 5%}, or bytes as {@code 500M}. */
  public static MaxUnused parse(String text) {
    if (text.equals("unlimited")) {
      return new MaxUnused(-1, Long.MAX_VALUE);
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no limit; write 5%, 500M, 0 or unlimited");
    }
    double number = Double.parseDouble(matcher.group(1));
    if (matcher.group(2).equals("%")) {
      if (number >= 100) {
        throw new IllegalArgumentException("a limit in percent lies below 100%: " + text);
      }
      return new MaxUnused(number, 0);
    }
    int power =
        matcher.group(2).isEmpty()
            ? 0
            : "KMGT".indexOf(matcher.group(2).toUpperCase(java.util.Locale.ROOT)) + 1;
    return new MaxUnused(-1, (long) (number * Math.pow(1024, power)));
  }

  /** The limit in bytes beside so many used ones. */
  long beside(long used) {
    return percent < 0 ? bytes : (long) (percent / (100 - percent) * used);
  }
}
