package dev.belay.match;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Makes letters that differ in case only the same, as a database does that compares a column so:
 * SQLite's NOCASE those of ASCII, PostgreSQL's citext all.
 *
 * @param engine whose letters
 */
record Folding(String engine) {
  byte[][] of(byte[][] fields) {
    byte[][] folded = new byte[fields.length][];
    for (int i = 0; i < fields.length; i++) {
      folded[i] = engine.equals("sqlite") ? ascii(fields[i]) : all(fields[i]);
    }
    return folded;
  }

  /** What follows a backslash is no letter. */
  private static byte[] ascii(byte[] field) {
    byte[] folded = field.clone();
    for (int i = 0; i < folded.length; i++) {
      if (folded[i] == '\\') {
        i++;
      } else if (folded[i] >= 'A' && folded[i] <= 'Z') {
        folded[i] = (byte) (folded[i] + 'a' - 'A');
      }
    }
    return folded;
  }

  /** A backslash and what follows it is lower case but for NULL. */
  private static byte[] all(byte[] field) {
    return Fields.isNull(field)
        ? field
        : new String(field, StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT)
            .getBytes(StandardCharsets.UTF_8);
  }
}
