package dev.belay.engine.postgresql;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a unique index or an exclusion constraint demands, as SQL over the columns of its table.
 *
 * @param text what it says, for people
 * @param terms columns and expressions, of which no two rows may agree in all
 * @param operators for each of them the one that says whether two agree
 * @param condition of which rows alone; empty for all
 * @param nullsAgree whether NULLs do
 * @param columns all that take part, in the condition, too
 */
record UniqueRule(
    String text,
    List<String> terms,
    List<String> operators,
    String condition,
    boolean nullsAgree,
    List<String> columns) {

  // Strategy 3 of a btree operator family is equality; PostgreSQL 15 knows NULLS NOT DISTINCT.
  private static final String ALL =
      """
      SELECT pg_catalog.pg_get_constraintdef(x.oid),
             ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, k, true)
                   FROM pg_catalog.generate_series(1, i.indnkeyatts) k ORDER BY k),
             ARRAY(SELECT pg_catalog.format('OPERATOR(%%I.%%s)', n.nspname, p.oprname)
                   FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) k
                   JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k]
                   LEFT JOIN pg_catalog.pg_amop m ON m.amopfamily = o.opcfamily
                        AND m.amopstrategy = 3 AND m.amoplefttype = o.opcintype
                        AND m.amoprighttype = o.opcintype AND m.amoppurpose = 's'
                        AND x.oid IS NULL
                   JOIN pg_catalog.pg_operator p ON p.oid = coalesce(x.conexclop[k + 1], m.amopopr)
                   JOIN pg_catalog.pg_namespace n ON n.oid = p.oprnamespace
                   ORDER BY k),
             coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), ''),
             coalesce(pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct', '') = 'true',
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                   WHERE a.attrelid = i.indrelid AND a.attnum > 0
                     AND (a.attnum = ANY (i.indkey)
                       OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                                  WHERE d.classid = 'pg_catalog.pg_class'::regclass
                                    AND d.objid = i.indexrelid AND d.refobjid = i.indrelid
                                    AND d.refobjsubid = a.attnum))),
             ARRAY(SELECT a.attname::text
                   FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) k
                   JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
                   ORDER BY k)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      LEFT JOIN pg_catalog.pg_constraint x ON x.conindid = c.oid AND x.contype = 'x'
      WHERE (i.indisunique OR i.indisexclusion) AND i.indisvalid AND i.indrelid = %d
      ORDER BY c.relname
      """;

  UniqueRule {
    terms = List.copyOf(terms);
    operators = List.copyOf(operators);
    columns = List.copyOf(columns);
  }

  /** Those of a table but the one by which rows are told apart. */
  static List<UniqueRule> of(Session session, LiveTable table) throws SQLException {
    List<String> key = exactKey(table) ? table.table().key() : List.of();
    return session
        .list(
            ALL.formatted(table.oid()),
            row -> {
              List<String> terms = Keys.strings(row, 2);
              String condition = row.getString(4);
              boolean identity =
                  row.getString(1) == null
                      && condition.isEmpty()
                      && Keys.strings(row, 7).equals(key)
                      && terms.size() == key.size();
              return new UniqueRule(
                  identity ? "" : text(row.getString(1), terms, condition),
                  terms,
                  Keys.strings(row, 3),
                  condition,
                  row.getBoolean(5),
                  Keys.strings(row, 6));
            })
        .stream()
        .filter(rule -> !rule.text.isEmpty() && rule.terms.size() == rule.operators.size())
        .toList();
  }

  /** Whether the key's index takes just those rows for equal that are the same. */
  static boolean exactKey(LiveTable table) {
    return table.key().stream().allMatch(StageTable::exact);
  }

  private static String text(@Nullable String constraint, List<String> terms, String condition) {
    if (constraint != null) {
      return constraint;
    }
    return "UNIQUE (%s)%s"
        .formatted(String.join(", ", terms), condition.isEmpty() ? "" : " WHERE " + condition);
  }

  /** The rows of a FROM clause that ends in a condition, as the index sees them. */
  String seen(String row, String from) {
    // Its terms need not be defined for rows that it does not see: those have to go first.
    String which = condition.isEmpty() ? "" : " AND (" + condition + ") OFFSET 0";
    return "(SELECT %s.ctid AS belay_at, %s FROM %s%s)"
        .formatted(
            row,
            IntStream.range(0, terms.size())
                .mapToObj(i -> "(" + terms.get(i) + ") AS u" + i)
                .collect(Collectors.joining(", ")),
            from,
            which);
  }

  /**
   * Conditions of which each says that the row {@code n} agrees with one of these others {@code o},
   * all of them as it sees them. One EXISTS each is what the server turns into a join.
   *
   * @param which of them count
   */
  List<String> clashes(String others, String which) {
    String clash = "EXISTS (SELECT 1 FROM " + others + " o WHERE " + which + " AND ";
    String same = clash + each(" AND ", (i, op) -> "o.u%d %s n.u%1$d".formatted(i, op)) + ")";
    if (!nullsAgree) {
      return List.of(same);
    }
    String nulls = each(" OR ", (i, op) -> "n.u%d IS NULL".formatted(i));
    // In arrays NULLs are equal.
    String equal = whole("o") + " = " + whole("n");
    return List.of(same, "(%s) AND %s%s)".formatted(nulls, clash, equal));
  }

  private String whole(String row) {
    return "ARRAY[" + each(", ", (i, op) -> row + ".u%d::text".formatted(i)) + "]";
  }

  private interface Both {
    String of(int term, String operator);
  }

  private String each(String between, Both both) {
    return IntStream.range(0, terms.size())
        .mapToObj(i -> both.of(i, operators.get(i)))
        .collect(Collectors.joining(between));
  }
}
