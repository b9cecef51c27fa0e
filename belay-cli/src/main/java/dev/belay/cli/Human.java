package dev.belay.cli;

import dev.belay.model.ShortId;

/**
 * Numbers, sizes, durations and ids as people read them. Written out by hand because {@code
 * String.format} with its locales costs a short command a tenth of its time.
 */
final class Human {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  private Human() {}

  /** {@code 1234567} is {@code 1,234,567}. */
  static String count(long number) {
    String digits = Long.toString(number);
    int first = number < 0 ? 1 : 0;
    StringBuilder text = new StringBuilder(digits);
    for (int i = digits.length() - 3; i > first; i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
  }

  /** {@code 3 rows}, {@code 1 row}. */
  static String count(long number, String one) {
    return count(number) + " " + (number == 1 ? one : one + "s");
  }

  /** Powers of 1,000, three digits at most: {@code 1.23 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + UNITS[unit];
  }

  /** {@code 0.42 s}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 2 h 10 min}. */
  static String seconds(double seconds) {
    if (seconds < 9.995) {
      return decimal(seconds, 2) + " s";
    }
    if (seconds < 99.95) {
      return decimal(seconds, 1) + " s";
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + two(whole % 60) + " s"
        : whole / 3600 + " h " + two(whole % 3600 / 60) + " min";
  }

  /** The first eight digits. */
  static String id(String id) {
    return ShortId.of(id);
  }

  private static String decimal(double value, int places) {
    long scale = places == 2 ? 100 : places == 1 ? 10 : 1;
    long scaled = Math.round(value * scale);
    String whole = Long.toString(scaled / scale);
    if (places == 0) {
      return whole;
    }
    String fraction = Long.toString(scaled % scale);
    return whole + "." + "0".repeat(places - fraction.length()) + fraction;
  }

  /** At least two digits. */
  static String two(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }
}
