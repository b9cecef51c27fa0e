package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.retention.Period;
import dev.belay.retention.RetentionPolicy;
import dev.belay.retention.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** restic's options that say what to keep. */
final class KeepOptions {
  @Option(names = "--keep-last", paramLabel = "N", description = "The newest N.")
  @Nullable String last;

  @Option(names = "--keep-hourly", paramLabel = "N", description = "The last of N hours each.")
  @Nullable String hourly;

  @Option(names = "--keep-daily", paramLabel = "N", description = "The last of N days each.")
  @Nullable String daily;

  @Option(names = "--keep-weekly", paramLabel = "N", description = "The last of N weeks each.")
  @Nullable String weekly;

  @Option(names = "--keep-monthly", paramLabel = "N", description = "The last of N months each.")
  @Nullable String monthly;

  @Option(names = "--keep-yearly", paramLabel = "N", description = "The last of N years each.")
  @Nullable String yearly;

  @Option(
      names = "--keep-within",
      paramLabel = "SPAN",
      description = "All that are at most so much older than the newest, as 1y5m7d2h.")
  @Nullable String within;

  @Option(
      names = "--keep-within-hourly",
      paramLabel = "SPAN",
      description = "The last of each hour, so far back.")
  @Nullable String withinHourly;

  @Option(
      names = "--keep-within-daily",
      paramLabel = "SPAN",
      description = "The last of each day, so far back.")
  @Nullable String withinDaily;

  @Option(
      names = "--keep-within-weekly",
      paramLabel = "SPAN",
      description = "The last of each week, so far back.")
  @Nullable String withinWeekly;

  @Option(
      names = "--keep-within-monthly",
      paramLabel = "SPAN",
      description = "The last of each month, so far back.")
  @Nullable String withinMonthly;

  @Option(
      names = "--keep-within-yearly",
      paramLabel = "SPAN",
      description = "The last of each year, so far back.")
  @Nullable String withinYearly;

  @Option(
      names = "--keep-tag",
      paramLabel = "T[,T]",
      description = "All with this tag, or all of these; may be repeated.")
  List<String> tags = new ArrayList<>();

  /** The policy that they make up; none where there are no options. */
  RetentionPolicy policy() {
    Map<Period, Integer> counts = new EnumMap<>(Period.class);
    counts.put(Period.HOURLY, count("--keep-hourly", hourly));
    counts.put(Period.DAILY, count("--keep-daily", daily));
    counts.put(Period.WEEKLY, count("--keep-weekly", weekly));
    counts.put(Period.MONTHLY, count("--keep-monthly", monthly));
    counts.put(Period.YEARLY, count("--keep-yearly", yearly));
    Map<Period, Span> windows = new EnumMap<>(Period.class);
    windows.put(Period.HOURLY, span("--keep-within-hourly", withinHourly));
    windows.put(Period.DAILY, span("--keep-within-daily", withinDaily));
    windows.put(Period.WEEKLY, span("--keep-within-weekly", withinWeekly));
    windows.put(Period.MONTHLY, span("--keep-within-monthly", withinMonthly));
    windows.put(Period.YEARLY, span("--keep-within-yearly", withinYearly));
    return new RetentionPolicy(
        count("--keep-last", last),
        counts,
        span("--keep-within", within),
        windows,
        tags.stream()
            .map(list -> Arrays.stream(list.split(",", -1)).map(String::trim).toList())
            .toList());
  }

  private static int count(String option, @Nullable String text) {
    if (text == null) {
      return 0;
    }
    if (text.equals("unlimited")) {
      return RetentionPolicy.UNLIMITED;
    }
    if (!text.matches("\\d{1,9}")) {
      throw new BelayException(
          ErrorCode.USAGE, option + " wants a number or unlimited, not " + text, "");
    }
    return Integer.parseInt(text);
  }

  private static Span span(String option, @Nullable String text) {
    if (text == null) {
      return Span.NONE;
    }
    try {
      return Span.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BelayException(ErrorCode.USAGE, option + ": " + e.getMessage(), "", e);
    }
  }
}
