package dev.belay.migrations;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.Settings;
import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.Progress;

/**
 * Takes the snapshot before a migration.
 *
 * @param settings what Belay works with
 * @param database a name from the settings, a path or a URL
 */
record SafetySnapshot(Settings settings, String database) {
  /** As a retention rule and {@code belay list --type safety} know it. */
  private static final String TYPE = "safety";

  /**
   * Takes it. Returns what a person should know: one line.
   *
   * @param tool who migrates
   * @param history the tables in which it notes what it did
   */
  String before(String what, String tool, String history) {
    try (Belay belay = Belay.open(settings)) {
      BackupRequest request =
          BackupRequest.of(database).ofType(TYPE).described("before " + what, tool);
      BackupResult result = belay.backup(request, Progress.NONE);
      return told(result.snapshot().orElseThrow().substring(0, 8), what, history);
    }
  }

  private static String told(String id, String what, String history) {
    return """
    Belay: snapshot %1$s is from before %2$s. To go back: 'belay restore %1$s --db NEW --create' \
    builds a new database as it was, structure and all; where the migration only added tables and \
    columns, 'belay restore %1$s --exclude-table %3$s' puts the rows back and leaves the structure"""
        .formatted(id, what, history);
  }

  /** Why nothing was migrated: one line. */
  String refusal(String what, BelayException e) {
    return "%s was not begun, because the snapshot before it failed: %s%s"
        .formatted(what, e.getMessage(), e.hint().isEmpty() ? "" : " (" + e.hint() + ")");
  }
}
