package dev.belay.engine.postgresql;

import dev.belay.model.ForeignKey;
import dev.belay.model.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The foreign keys of a database. */
final class References {
  /**
   * Those that the server makes for the partitions of a referenced table are left out: the whole
   * table's says it all.
   */
  static final String OWN =
      """
      c.contype = 'f' AND NOT EXISTS (
        SELECT 1 FROM pg_catalog.pg_constraint p
        WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
      """;

  /**
   * What only this engine needs to know of a foreign key.
   *
   * @param full whether it is MATCH FULL: all of its columns are NULL, or none
   * @param period whether its last columns are ranges, and the child's must be covered by the
   *     parents' (PostgreSQL 18)
   * @param partitioned whether the referenced table is a partitioned one
   * @param equality for each column pair the operator that compares the parent's (left) with the
   *     child's (right)
   * @param cleared the columns that ON DELETE SET NULL clears
   */
  record Detail(
      boolean full,
      boolean period,
      boolean partitioned,
      List<String> equality,
      List<String> cleared) {}

  private record Name(long table, String constraint) {}

  private static final String ALL =
      """
      SELECT c.conrelid::bigint, c.conname, n.nspname, t.relname,
             c.confdeltype::text, c.confupdtype::text,
             ARRAY(SELECT a.attname::text
                   FROM pg_catalog.unnest(c.conkey) WITH ORDINALITY k(num, pos)
                   JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num
                   ORDER BY k.pos),
             ARRAY(SELECT a.attname::text
                   FROM pg_catalog.unnest(c.confkey) WITH ORDINALITY k(num, pos)
                   JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num
                   ORDER BY k.pos),
             c.confmatchtype = 'f', t.relkind = 'p',
             ARRAY(SELECT pg_catalog.format('OPERATOR(%%I.%%s)', pn.nspname, p.oprname)
                   FROM pg_catalog.unnest(c.conpfeqop) WITH ORDINALITY k(op, pos)
                   JOIN pg_catalog.pg_operator p ON p.oid = k.op
                   JOIN pg_catalog.pg_namespace pn ON pn.oid = p.oprnamespace
                   ORDER BY k.pos),
             %s, %s
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_class t ON t.oid = c.confrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      WHERE %s %s
      ORDER BY c.conname
      """;

  private static final String CLEARED =
      """
      ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(c.confdelsetcols) k(num)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num)
      """;

  private final Map<Long, List<ForeignKey>> byTable = new HashMap<>();
  private final Map<Name, Detail> details = new HashMap<>();

  static References read(Session session) throws SQLException {
    References all = new References();
    int major = session.major();
    String cleared = major >= 15 ? CLEARED : "'{}'::text[]";
    // One that is not enforced promises nothing that could be kept.
    String enforced = major >= 18 ? "AND c.conenforced" : "";
    String period = major >= 18 ? "c.conperiod" : "false";
    session.list(ALL.formatted(cleared, period, OWN, enforced), all::add);
    return all;
  }

  private boolean add(ResultSet row) throws SQLException {
    long table = row.getLong(1);
    ForeignKey key =
        new ForeignKey(
            row.getString(2),
            Keys.strings(row, 7),
            new TableName(row.getString(3), row.getString(4)),
            Keys.strings(row, 8),
            action(row.getString(5)),
            action(row.getString(6)));
    List<String> cleared = Keys.strings(row, 12);
    details.put(
        new Name(table, key.name()),
        new Detail(
            row.getBoolean(9),
            row.getBoolean(13),
            row.getBoolean(10),
            Keys.strings(row, 11),
            cleared.isEmpty() ? key.columns() : cleared));
    return byTable.computeIfAbsent(table, k -> new ArrayList<>()).add(key);
  }

  Detail detail(long table, ForeignKey key) {
    Detail found = details.get(new Name(table, key.name()));
    if (found == null) {
      throw new IllegalArgumentException("there is no foreign key " + key.name());
    }
    return found;
  }

  List<ForeignKey> of(long table) {
    return byTable.getOrDefault(table, List.of());
  }

  private static ForeignKey.Action action(String letter) {
    return switch (letter) {
      case "a" -> ForeignKey.Action.NO_ACTION;
      case "r" -> ForeignKey.Action.RESTRICT;
      case "c" -> ForeignKey.Action.CASCADE;
      case "n" -> ForeignKey.Action.SET_NULL;
      case "d" -> ForeignKey.Action.SET_DEFAULT;
      default -> throw new IllegalStateException("unknown reference action " + letter);
    };
  }
}
