package dev.belay.engine.postgresql;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CHECK constraint that is NOT VALID: rows that were there before it may not satisfy it.
 *
 * @param name its name
 * @param definition as {@code ALTER TABLE … ADD} takes it
 * @param comment what is said of it, if anything
 */
record Unvalidated(String name, String definition, @Nullable String comment) {
  // One that a parent hands down can only be dropped there, and takes the children's with it;
  // PostgreSQL 18 has some that are never enforced.
  private static final String OF =
      """
      SELECT c.conname, pg_catalog.pg_get_constraintdef(c.oid),
             pg_catalog.obj_description(c.oid, 'pg_constraint')
      FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
      WHERE c.contype = 'c' AND NOT c.convalidated AND c.coninhcount = 0 AND c.conrelid = %d
        AND NOT t.relhassubclass
        AND coalesce(pg_catalog.to_jsonb(c) ->> 'conenforced', 'true') = 'true'
        AND pg_catalog.pg_has_role(t.relowner, 'USAGE')
      ORDER BY c.conname
      """;

  /** Those of a table that this user may drop. */
  static List<Unvalidated> of(Session session, LiveTable table) throws SQLException {
    return session.list(
        OF.formatted(table.oid()),
        row -> new Unvalidated(row.getString(1), row.getString(2), row.getString(3)));
  }

  String drop(LiveTable table) {
    return "ALTER TABLE %s DROP CONSTRAINT %s".formatted(table.sql(), Sql.ident(name));
  }

  String add(LiveTable table) {
    String add =
        "ALTER TABLE %s ADD CONSTRAINT %s %s".formatted(table.sql(), Sql.ident(name), definition);
    return comment == null
        ? add
        : "%s; COMMENT ON CONSTRAINT %s ON %s IS %s"
            .formatted(add, Sql.ident(name), table.sql(), Sql.literal(comment));
  }
}
