package dev.belay.engine.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index over plain columns of a table with rowids. Each of its entries holds the values of these
 * columns in one row, and that row's rowid.
 *
 * @param table its table
 * @param name its name
 * @param unique whether two entries may not agree in all parts, unless one of them is NULL
 * @param root the page where its tree begins
 * @param parts its columns
 */
record IndexShape(String table, String name, boolean unique, long root, List<Part> parts) {
  IndexShape {
    parts = List.copyOf(parts);
  }

  /**
   * One column of an index.
   *
   * @param column its name
   * @param collation how its texts are compared
   * @param descending whether the greatest value comes first
   * @param real whether it holds whole numbers that stand for real ones
   */
  record Part(String column, Collation collation, boolean descending, boolean real) {}

  /** SQLite's own collations. */
  enum Collation {
    BINARY,
    NOCASE,
    RTRIM;

    static Optional<Collation> named(String name) {
      return switch (name.toUpperCase(Locale.ROOT)) {
        case "BINARY" -> Optional.of(BINARY);
        case "NOCASE" -> Optional.of(NOCASE);
        case "RTRIM" -> Optional.of(RTRIM);
        default -> Optional.empty();
      };
    }
  }

  List<String> columns() {
    return parts.stream().map(Part::column).toList();
  }

  /** Whether its order is that of values themselves. */
  boolean isPlainOrder() {
    return parts.stream().allMatch(p -> p.collation() == Collation.BINARY && !p.descending());
  }

  /**
   * The parts as {@code pragma_index_xinfo} gives them: name, collation, whether descending; empty
   * where one of them is no plain column or has a collation that is not SQLite's own.
   *
   * @param plain the plain columns by their names
   */
  static Optional<List<Part>> parts(
      List<List<@Nullable String>> info, Map<String, Affinity> plain) {
    List<Part> parts = new ArrayList<>();
    for (List<@Nullable String> row : info) {
      String column = row.get(0);
      Optional<Collation> collation = Collation.named(String.valueOf(row.get(1)));
      if (column == null || !plain.containsKey(column) || collation.isEmpty()) {
        return Optional.empty();
      }
      boolean real = plain.get(column) == Affinity.REAL;
      parts.add(new Part(column, collation.get(), "1".equals(row.get(2)), real));
    }
    return Optional.of(parts);
  }
}
