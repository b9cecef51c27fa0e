package dev.belay.engine.postgresql;

import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tables are partitions, at any depth, of which. A table that inherits in the old way holds
 * rows of its own kind and is none.
 */
final class Partitions {
  private static final String ALL =
      """
      WITH RECURSIVE above AS (
        SELECT i.inhrelid AS part, i.inhparent AS whole, 1 AS steps
        FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        WHERE c.relispartition AND c.relkind = '%s'
        UNION ALL
        SELECT a.part, i.inhparent, a.steps + 1
        FROM above a JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.whole)
      SELECT a.part::bigint, n.nspname, c.relname
      FROM above a JOIN pg_catalog.pg_class c ON c.oid = a.whole
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      ORDER BY a.part, a.steps
      """;

  private Partitions() {}

  /** The partitioned tables above each partition that holds rows, by its number. */
  static Map<Long, List<TableName>> read(Session session) throws SQLException {
    Map<Long, List<TableName>> wholes = new HashMap<>();
    session.list(
        ALL.formatted("r"),
        row ->
            wholes
                .computeIfAbsent(row.getLong(1), k -> new ArrayList<>())
                .add(new TableName(row.getString(2), row.getString(3))));
    return wholes;
  }

  /** The partitioned tables with partitions whose rows are on other servers. */
  static Set<TableName> withForeign(Session session) throws SQLException {
    return new HashSet<>(
        session.list(ALL.formatted("f"), row -> new TableName(row.getString(2), row.getString(3))));
  }
}
