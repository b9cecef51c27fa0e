package dev.belay.retention;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** The periods of which a policy keeps the last snapshot each. In UTC, in which Belay writes. */
public enum Period {
  HOURLY,
  DAILY,
  /** By ISO 8601: from Monday on, and the year's first week is the one with its first Thursday. */
  WEEKLY,
  MONTHLY,
  YEARLY;

  /** A number that two moments have in common exactly where they lie in one period. */
  long of(Instant moment) {
    LocalDateTime at = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
    long month = at.getYear() * 100L + at.getMonthValue();
    return switch (this) {
      case HOURLY -> (month * 100 + at.getDayOfMonth()) * 100 + at.getHour();
      case DAILY -> month * 100 + at.getDayOfMonth();
      case WEEKLY ->
          at.get(IsoFields.WEEK_BASED_YEAR) * 100L + at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case MONTHLY -> month;
      case YEARLY -> at.getYear();
    };
  }

  /** As options and {@code belay.yaml} name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
