package dev.belay.parquet;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Dates and times as PostgreSQL writes them with {@code DateStyle = ISO} and {@code TimeZone =
 * UTC}, as Parquet counts them. What it can't count, as {@code infinity}, is a {@link Misfit}. For
 * one value.
 */
final class PostgresTime {
  private static final long SECOND = 1_000_000;
  private static final long DAY = 86_400 * SECOND;
  private static final String BEFORE_CHRIST = " BC";

  private final String text;
  private int at;

  private PostgresTime(String text) {
    this.text = text;
  }

  /** Days since 1970-01-01. */
  static int day(String text) {
    boolean before = text.endsWith(BEFORE_CHRIST);
    PostgresTime parsed = new PostgresTime(before ? withoutEra(text) : text);
    long day = parsed.date(before);
    parsed.end();
    if (day != (int) day) {
      throw new Misfit(text);
    }
    return (int) day;
  }

  /** Microseconds since midnight. */
  static long time(String text) {
    PostgresTime parsed = new PostgresTime(text);
    long time = parsed.clock();
    parsed.end();
    if (time >= DAY) {
      throw new Misfit(text);
    }
    return time;
  }

  /**
   * Microseconds since 1970-01-01T00:00:00, in UTC where the text has a zone.
   *
   * @param zoned whether it has
   */
  static long moment(String text, boolean zoned) {
    boolean before = text.endsWith(BEFORE_CHRIST);
    PostgresTime parsed = new PostgresTime(before ? withoutEra(text) : text);
    long day = parsed.date(before);
    parsed.expect(' ');
    long time = parsed.clock();
    if (zoned) {
      parsed.expect('+');
      if (parsed.number(2) != 0) {
        throw new Misfit(text);
      }
    }
    parsed.end();
    try {
      return Math.addExact(Math.multiplyExact(day, DAY), time);
    } catch (ArithmeticException e) {
      throw new Misfit(text);
    }
  }

  private static String withoutEra(String text) {
    return text.substring(0, text.length() - BEFORE_CHRIST.length());
  }

  private long date(boolean before) {
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at - start < 4 || at - start > 7) {
      throw new Misfit(text);
    }
    int year = Integer.parseInt(text, start, at, 10);
    expect('-');
    int month = number(2);
    expect('-');
    int day = number(2);
    try {
      // The year before 1 is 1 BC.
      return LocalDate.of(before ? 1 - year : year, month, day).toEpochDay();
    } catch (DateTimeException e) {
      throw new Misfit(text);
    }
  }

  private long clock() {
    long seconds = number(2) * 3600L;
    expect(':');
    seconds += number(2) * 60L;
    expect(':');
    seconds += number(2);
    return seconds * SECOND + fraction();
  }

  private long fraction() {
    if (at == text.length() || text.charAt(at) != '.') {
      return 0;
    }
    at++;
    int start = at;
    long micros = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      micros = 10 * micros + text.charAt(at++) - '0';
    }
    if (at == start || at - start > 6) {
      throw new Misfit(text);
    }
    for (int i = at - start; i < 6; i++) {
      micros *= 10;
    }
    return micros;
  }

  private int number(int digits) {
    int number = 0;
    for (int i = 0; i < digits; i++, at++) {
      if (at == text.length() || !isDigit(text.charAt(at))) {
        throw new Misfit(text);
      }
      number = 10 * number + text.charAt(at) - '0';
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void expect(char c) {
    if (at == text.length() || text.charAt(at++) != c) {
      throw new Misfit(text);
    }
  }

  private void end() {
    if (at != text.length()) {
      throw new Misfit(text);
    }
  }
}
