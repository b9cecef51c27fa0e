package dev.belay.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A goal: what Belay does costs at most {@code limit} of what something else costs.
 *
 * @param work what is done
 * @param belay Belay's label in the results
 * @param peer the label that it is measured by
 * @param limit the ratio not to exceed
 * @param stored whether bytes stored are compared, else seconds
 */
record Goal(String work, String belay, String peer, double limit, boolean stored) {
  static final List<Goal> ALL =
      List.of(
          time("PostgreSQL, first backup", Labels.PG_FIRST, Labels.PG_DUMP_DIR, 0.25),
          time("PostgreSQL, first backup", Labels.PG_FIRST, Labels.PG_DUMP_Z1, 0.8),
          time("PostgreSQL, first backup", Labels.PG_FIRST, Labels.PG_DUMP_ZSTD, 1.0),
          time("PostgreSQL, first backup", Labels.PG_FIRST, Labels.PG_RESTIC, 0.55),
          time("PostgreSQL, first backup", Labels.PG_FIRST, Labels.PG_LIMIT, 1.7),
          time("PostgreSQL, backup after 1 % (recent)", Labels.PG_RECENT, Labels.PG_LIMIT, 1.3),
          space(
              "PostgreSQL, 1 % recent, bytes stored",
              Labels.PG_RECENT, Labels.PG_RECENT_RESTIC, 0.2),
          space(
              "PostgreSQL, 1 % scattered, bytes stored",
              Labels.PG_SCATTERED, Labels.PG_SCATTERED_RESTIC, 0.2),
          time(
              "PostgreSQL, restore into an empty database",
              Labels.PG_CREATE,
              Labels.PG_RESTORE_J2,
              1.1),
          time("PostgreSQL, restore of 1 %", Labels.PG_RESTORE, Labels.PG_RESTORE_CLEAN, 0.4),
          time("SQLite, first backup", Labels.SQLITE_FIRST, Labels.SQLITE_RESTIC, 0.8),
          time("SQLite, restore of 1 %", Labels.SQLITE_RESTORE, Labels.SQLITE_FIRST, 1.0),
          time("merge of 1 M rows", Labels.MERGE, Labels.UPSERTS, 0.05));

  private static Goal time(String work, String belay, String peer, double limit) {
    return new Goal(work, belay, peer, limit, false);
  }

  private static Goal space(String work, String belay, String peer, double limit) {
    return new Goal(work, belay, peer, limit, true);
  }

  /** All goals that were measured, as a Markdown table. */
  static String markdown(Results results) {
    StringBuilder text =
        new StringBuilder(
            "| work | measured by | goal | measured | |\n| --- | --- | ---: | ---: | --- |\n");
    ALL.forEach(goal -> goal.row(results).ifPresent(text::append));
    absolute(text, "peak memory of Belay, MB", results.peakMegabytes(Labels.BELAY), 256);
    absolute(text, "`belay list` on 1,000 snapshots, s", results.seconds(Labels.LIST), 0.35);
    return text.toString();
  }

  private Optional<String> row(Results results) {
    Optional<Double> ours = stored ? results.stored(belay) : results.seconds(belay);
    Optional<Double> theirs = stored ? results.stored(peer) : results.seconds(peer);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    double ratio = ours.get() / theirs.get();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.2f | %.2f | %s |%n",
            work,
            peer.replace("|", "\\|"),
            limit,
            ratio,
            ratio <= limit ? "ok" : "short"));
  }

  private static void absolute(
      StringBuilder text, String work, Optional<Double> measured, double limit) {
    measured.ifPresent(
        value ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "| %s | | %.2f | %.2f | %s |%n",
                    work,
                    limit,
                    value,
                    value <= limit ? "ok" : "short")));
  }
}
