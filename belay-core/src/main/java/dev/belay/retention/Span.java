package dev.belay.retention;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time in the units of the calendar, as {@code --keep-within} takes it: {@code
 * 1y5m7d2h}.
 */
public record Span(int years, int months, int days, int hours) {
  /** No time at all: no rule. */
  public static final Span NONE = new Span(0, 0, 0, 0);

  private static final Pattern PART = Pattern.compile("(\\d{1,6})([ymdh])");

  public Span {
    if (years < 0 || months < 0 || days < 0 || hours < 0) {
      throw new IllegalArgumentException("a span is never negative");
    }
  }

  /** So many days. */
  public static Span ofDays(int days) {
    return new Span(0, 0, days, 0);
  }

  /** Reads what {@link #toString} writes. Throws IllegalArgumentException for anything else. */
  public static Span parse(String text) {
    Map<String, Integer> parts = new HashMap<>();
    Matcher matcher = PART.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!matcher.find(at)
          || matcher.start() != at
          || parts.put(matcher.group(2), Integer.parseInt(matcher.group(1))) != null) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is no span of time; write years, months, days, hours like 1y5m7d2h");
      }
      at = matcher.end();
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a span of time is empty; write it like 1y5m7d2h");
    }
    return new Span(
        parts.getOrDefault("y", 0),
        parts.getOrDefault("m", 0),
        parts.getOrDefault("d", 0),
        parts.getOrDefault("h", 0));
  }

  /** Whether it is no time at all. */
  public boolean isZero() {
    return equals(NONE);
  }

  /**
   * The moment that lies this much before another, in UTC. Months have different lengths, and what
   * goes over the end of one is counted into the next, as restic does it: one month before 31 March
   * is 31 February, and so 3 March.
   */
  public Instant before(Instant moment) {
    try {
      LocalDateTime from = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
      LocalDate first = from.toLocalDate().withDayOfMonth(1).minusYears(years).minusMonths(months);
      LocalDate day = first.plusDays(from.getDayOfMonth() - 1L - days);
      return LocalDateTime.of(day, from.toLocalTime())
          .toInstant(ZoneOffset.UTC)
          .minus(Duration.ofHours(hours));
    } catch (DateTimeException e) {
      return Instant.MIN;
    }
  }

  @Override
  public String toString() {
    return part(years, "y") + part(months, "m") + part(days, "d") + part(hours, "h");
  }

  private static String part(int number, String unit) {
    return number == 0 ? "" : number + unit;
  }
}
