package dev.belay.snapshot;

import dev.belay.model.Table;
import dev.belay.rows.RowLayout;

/**
 * The table as it was stored before: what changed since is stored on top of it.
 *
 * @param segments its pieces
 * @param opened opens them
 * @param layout how its rows are ordered
 */
record Predecessor(StoredSegments segments, RecentSegments opened, RowLayout layout) {
  /** Whether rows of the one are rows of the other, byte for byte. */
  static boolean fits(Table before, Table now) {
    return before.stored().size() == now.stored().size()
        && sameColumns(before, now)
        && before.key().equals(now.key())
        && before.keyNullable() == now.keyNullable();
  }

  private static boolean sameColumns(Table before, Table now) {
    for (int i = 0; i < now.stored().size(); i++) {
      var a = before.stored().get(i);
      var b = now.stored().get(i);
      if (!a.name().equals(b.name()) || a.form() != b.form() || !a.type().equals(b.type())) {
        return false;
      }
    }
    return true;
  }
}
