package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.retention.Span;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.TimeZone;

/** How a moment is written: a day, a time, or so long ago. */
final class MomentOption {
  private MomentOption() {}

  static Instant parse(String option, String text, Times times) {
    Clock clock = times.clock();
    try {
      if (text.matches("(\\d+[ymdh])+")) {
        return Span.parse(text).before(clock.instant());
      }
      if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return instant(LocalDate.parse(text).atStartOfDay(), times.zone());
      }
      return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
          ? OffsetDateTime.parse(text).toInstant()
          : instant(LocalDateTime.parse(text.replace(' ', 'T')), times.zone());
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          option
              + " wants a day (2026-11-21), a time (2026-11-21T08:30) or so long ago (7d), not "
              + text,
          "",
          e);
    }
  }

  private static Instant instant(LocalDateTime local, TimeZone zone) {
    return local.atZone(zone.toZoneId()).toInstant();
  }
}
