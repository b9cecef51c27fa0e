package dev.belay.engine.postgresql;

import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.List;

/**
 * Finds the tables that hold rows: ordinary tables and leaves of partitioned ones, of users'
 * schemas.
 */
final class TableFinder {
  private TableFinder() {}

  /**
   * A table that was found.
   *
   * @param oid its number
   * @param name its name
   * @param readable whether this user may read it
   * @param filtered whether row security would hide rows of it from this user
   * @param extension the extension whose configuration it holds, else empty
   * @param bytes about how much room its rows take
   */
  record Found(
      long oid, TableName name, boolean readable, boolean filtered, String extension, long bytes) {}

  /** Which schemas are users' own; {@code n} is pg_namespace. */
  static final String USER_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

  // An extension's tables come back with the extension, but those that it marks hold what users put
  // into them.
  private static final String ALL =
      """
      SELECT c.oid::bigint, n.nspname, c.relname,
             pg_catalog.has_schema_privilege(n.oid, 'USAGE')
               AND pg_catalog.has_table_privilege(c.oid, 'SELECT'),
             pg_catalog.row_security_active(c.oid),
             coalesce(e.extname, ''),
             coalesce(pg_catalog.pg_table_size(c.oid), -1)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass
           AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
      LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND %s
        AND (e.oid IS NULL OR c.oid = ANY (e.extconfig))
      ORDER BY n.nspname, c.relname
      """
          .formatted(USER_SCHEMA);

  static List<Found> all(Session session) throws SQLException {
    return session.list(
        ALL,
        row ->
            new Found(
                row.getLong(1),
                new TableName(row.getString(2), row.getString(3)),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getString(6),
                row.getLong(7)));
  }
}
