package dev.belay.engine.postgresql;

import dev.belay.model.ForeignKey;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The foreign keys of a database. */
final class References {
  /** Those that the server makes for the partitions of a referenced table are left out: the whole table's says it all. */
  static final String OWN =
      """
      c.contype = 'f' AND NOT EXISTS (
        SELECT 1 FROM pg_catalog.pg_constraint p
        WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
      """;

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
                   ORDER BY k.pos)
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_class t ON t.oid = c.confrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      WHERE %s %s
      ORDER BY c.conname
      """;

  private final Map<Long, List<ForeignKey>> byTable = new HashMap<>();

  static References read(Session session) throws SQLException {
    References all = new References();
    // One that is not enforced promises nothing that could be kept.
    String enforced = session.major() >= 18 ? "AND c.conenforced" : "";
    session.list(
        ALL.formatted(OWN, enforced),
        row ->
            all.byTable
                .computeIfAbsent(row.getLong(1), k -> new ArrayList<>())
                .add(
                    new ForeignKey(
                        row.getString(2),
                        Keys.strings(row, 7),
                        new TableName(row.getString(3), row.getString(4)),
                        Keys.strings(row, 8),
                        action(row.getString(5)),
                        action(row.getString(6)))));
    return all;
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
