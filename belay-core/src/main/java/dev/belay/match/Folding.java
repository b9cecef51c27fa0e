package dev.belay.match;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes letters that differ in case only the same, as a database does that compares a column so:
 * SQLite's NOCASE those of ASCII, PostgreSQL's citext all.
 *
 * @param engine whose letters
 * @param columns the columns of a key, in the order of the fields
 * @param caseless those of them that are compared so
 */
record Folding(String engine, List<String> columns, Set<String> caseless) {
  byte[][] of(byte[][] fields) {
    byte[][] folded = fields.clone();
    for (int i = 0; i < columns.size(); i++) {
      if (caseless.contains(columns.get(i))) {
        folded[i] = engine.equals("sqlite") ? ascii(fields[i]) : all(fields[i]);
      }
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
