package dev.belay.engine.postgresql;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The types of a database: what a column's type comes down to, and whether its values can go out
 * and in as text.
 */
final class Types {
  /**
   * Their input functions refuse what their output functions write, or may mean something else by
   * it.
   */
  private static final Map<String, String> NO_WAY_BACK =
      Map.ofEntries(
          Map.entry("pg_node_tree", "its text can't be read back"),
          Map.entry("pg_ndistinct", "its text can't be read back"),
          Map.entry("pg_dependencies", "its text can't be read back"),
          Map.entry("pg_mcv_list", "its text can't be read back"),
          Map.entry("pg_brin_bloom_summary", "its text can't be read back"),
          Map.entry("pg_brin_minmax_multi_summary", "its text can't be read back"),
          Map.entry("gtsvector", "its text can't be read back"),
          Map.entry("regproc", "its text is ambiguous, regprocedure's is not"),
          Map.entry("regoper", "its text is ambiguous, regoperator's is not"));

  private static final String ALL =
      """
      SELECT t.oid::bigint, t.typname, n.nspname = 'pg_catalog' AS system, t.typtype::text,
             t.typbasetype::bigint, t.typelem::bigint, t.typcategory::text, t.typrelid::bigint,
             coalesce(r.rngsubtype, 0)::bigint AS subtype, t.typdefault IS NOT NULL AS has_default
      FROM pg_catalog.pg_type t
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid OR r.rngmultitypid = t.oid
      """;

  private static final String PARTS =
      """
      SELECT a.attrelid::bigint, a.atttypid::bigint
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('c', 'r', 'p', 'v', 'm', 'f')
      """;

  private record Type(
      String name,
      boolean system,
      String kind,
      long base,
      long element,
      String category,
      long relation,
      long subtype,
      boolean hasDefault) {}

  private final Map<Long, Type> types = new HashMap<>();
  private final Map<Long, Set<Long>> parts = new HashMap<>();

  static Types read(Session session) throws SQLException {
    Types all = new Types();
    session.list(
        ALL,
        row ->
            all.types.put(
                row.getLong(1),
                new Type(
                    row.getString(2),
                    row.getBoolean(3),
                    row.getString(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getString(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getBoolean(10))));
    session.list(
        PARTS,
        row -> all.parts.computeIfAbsent(row.getLong(1), k -> new HashSet<>()).add(row.getLong(2)));
    return all;
  }

  private Type type(long oid) {
    Type found = types.get(oid);
    if (found == null) {
      throw new IllegalStateException("type " + oid + " is in no catalog");
    }
    return found;
  }

  /** The name of the type below all domains, empty if it is none of the system's own. */
  String base(long oid) {
    Type type = type(oid);
    while (type.kind.equals("d")) {
      type = type(type.base);
    }
    return type.system ? type.name : "";
  }

  /** Whether a domain on the way gives a value to rows that do not. */
  boolean hasDefault(long oid) {
    Type type = type(oid);
    while (type.kind.equals("d")) {
      if (type.hasDefault) {
        return true;
      }
      type = type(type.base);
    }
    return false;
  }

  /** Why values of that type can't be carried as text; empty where they can. */
  String inexact(long oid) {
    return inexact(oid, true, new HashSet<>());
  }

  private String inexact(long oid, boolean outermost, Set<Long> seen) {
    if (!seen.add(oid)) {
      return "";
    }
    Type type = type(oid);
    if (type.kind.equals("p") && type.element == 0) {
      return "it is the pseudo-type " + type.name;
    }
    if (type.system && NO_WAY_BACK.containsKey(type.name)) {
      return type.name + ": " + NO_WAY_BACK.get(type.name);
    }
    if (type.system && type.name.equals("xml") && !outermost) {
      return "xml inside another type loses its encoding declaration";
    }
    for (long inner : inner(type)) {
      String why = inexact(inner, outermost && type.kind.equals("d"), seen);
      if (!why.isEmpty()) {
        return why;
      }
    }
    return "";
  }

  private List<Long> inner(Type type) {
    return switch (type.kind) {
      case "d" -> List.of(type.base);
      case "c" -> List.copyOf(parts.getOrDefault(type.relation, Set.of()));
      case "r", "m" -> List.of(type.subtype);
      default -> type.category.equals("A") && type.element != 0 ? List.of(type.element) : List.of();
    };
  }
}
