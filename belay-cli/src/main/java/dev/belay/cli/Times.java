package dev.belay.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * Moments as people read them.
 *
 * @param clock tells what time it is now
 * @param zone where the person is. Not a {@code ZoneId}: the rules of one are found by opening
 *     every jar there is, which takes longer than all else that a short command does at its start.
 */
record Times(Clock clock, TimeZone zone) {
  /** The system's. */
  static Times system() {
    TimeZone zone = TimeZone.getDefault();
    int now = zone.getOffset(System.currentTimeMillis());
    return new Times(Clock.system(ZoneOffset.ofTotalSeconds(now / 1000)), zone);
  }

  /** Date and minute where the person is. */
  String time(OffsetDateTime time) {
    int offset = zone.getOffset(time.toInstant().toEpochMilli());
    OffsetDateTime local = time.withOffsetSameInstant(ZoneOffset.ofTotalSeconds(offset / 1000));
    return local.getYear()
        + "-"
        + Human.two(local.getMonthValue())
        + "-"
        + Human.two(local.getDayOfMonth())
        + " "
        + Human.two(local.getHour())
        + ":"
        + Human.two(local.getMinute());
  }

  /** {@code just now}, {@code 5 min ago}, {@code 3 h ago}, {@code 12 days ago}. */
  String ago(OffsetDateTime time) {
    long seconds = Duration.between(time.toInstant(), clock.instant()).toSeconds();
    if (seconds < -60) {
      return "in the future";
    }
    if (seconds < 45) {
      return "just now";
    }
    long minutes = (seconds + 30) / 60;
    if (minutes < 90) {
      return minutes + " min ago";
    }
    long hours = (minutes + 30) / 60;
    return hours < 48 ? hours + " h ago" : (hours + 12) / 24 + " days ago";
  }

  /** {@code 2026-11-21 07:53 (5 min ago)}. */
  String when(OffsetDateTime time) {
    return time(time) + " (" + ago(time) + ")";
  }
}
