package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What users have made in a database, as far as it hangs on nothing else that they made: schemas,
 * extensions, whatever lies in the schema that is always there. Everything else goes with these.
 */
final class Contents {
  /** The first number that is given to what users make. */
  private static final int FIRST = 16384;

  // In the order in which they can be dropped: triggers on events would see the rest go, tables
  // take their sequences along, and types the functions that make them.
  private static final String ALL =
      """
      WITH made(place, classid, objid) AS (
        SELECT 0, 'pg_catalog.pg_default_acl'::pg_catalog.regclass, oid
        FROM pg_catalog.pg_default_acl
        UNION ALL
        SELECT 1, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, oid
        FROM pg_catalog.pg_event_trigger
        UNION ALL
        SELECT 2, 'pg_catalog.pg_publication'::pg_catalog.regclass, oid
        FROM pg_catalog.pg_publication
        UNION ALL
        SELECT 3, 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid
        FROM pg_catalog.pg_namespace n WHERE n.nspname <> 'public' AND %s
        UNION ALL
        SELECT CASE WHEN c.relkind = 'S' THEN 5 WHEN c.oid IS NOT NULL THEN 4
               WHEN d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass THEN 6 ELSE 7 END,
               d.classid, d.objid
        FROM pg_catalog.pg_depend d
        LEFT JOIN pg_catalog.pg_class c
          ON c.oid = d.objid AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
          AND d.refobjid = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'public')
          AND d.deptype = 'n' AND d.objsubid = 0
          -- Partitions and statistics hang on what they belong to, but are dropped by themselves.
          AND (c.relkind <> 'S' OR d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
            OR NOT EXISTS (
              SELECT 1 FROM pg_catalog.pg_depend i
              WHERE i.classid = d.classid AND i.objid = d.objid AND i.deptype IN ('a', 'i')))
        UNION ALL
        SELECT 8, 'pg_catalog.pg_cast'::pg_catalog.regclass, oid FROM pg_catalog.pg_cast
        UNION ALL
        SELECT 8, 'pg_catalog.pg_transform'::pg_catalog.regclass, oid
        FROM pg_catalog.pg_transform
        UNION ALL
        SELECT 9, 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid
        FROM pg_catalog.pg_foreign_server
        UNION ALL
        SELECT 10, 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid
        FROM pg_catalog.pg_foreign_data_wrapper
        UNION ALL
        SELECT 11, 'pg_catalog.pg_extension'::pg_catalog.regclass, oid FROM pg_catalog.pg_extension
        UNION ALL
        SELECT 12, 'pg_catalog.pg_language'::pg_catalog.regclass, oid FROM pg_catalog.pg_language
        UNION ALL
        SELECT 12, 'pg_catalog.pg_am'::pg_catalog.regclass, oid FROM pg_catalog.pg_am)
      SELECT DISTINCT m.place, CASE WHEN i.type IN ('function', 'procedure', 'aggregate')
               THEN 'ROUTINE' WHEN i.type = 'statistics object' THEN 'STATISTICS'
               WHEN i.type = 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER'
               ELSE pg_catalog.upper(i.type) END, i.identity
      FROM made m, LATERAL pg_catalog.pg_identify_object(m.classid, m.objid, 0) i
      WHERE m.objid >= %d AND NOT EXISTS (
        SELECT 1 FROM pg_catalog.pg_depend e
        WHERE e.classid = m.classid AND e.objid = m.objid AND e.deptype = 'e')
      ORDER BY 1, 2, 3
      """
          .formatted(TableFinder.USER_SCHEMA, FIRST);

  private static final String GRANTEES =
      """
      SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC'
             ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
      FROM pg_catalog.pg_default_acl d, LATERAL pg_catalog.aclexplode(d.defaclacl) a,
           LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_default_acl'::regclass, d.oid, 0) i
      WHERE i.identity = ?
      """;

  private static final String OWNER_OF_ALL =
      """
      SELECT pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole))
      FROM pg_catalog.pg_default_acl d,
           LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_default_acl'::regclass, d.oid, 0) i
      WHERE i.identity = ? AND d.defaclnamespace = 0
      """;

  private Contents() {}

  /** One of them. */
  private record Made(String kind, String identity) {
    @Override
    public String toString() {
      return kind + " " + identity;
    }

    /** They have no statement that drops them. */
    boolean isDefaultRights() {
      return kind.equals("DEFAULT ACL");
    }

    /** What an earlier one has taken along is no longer there. */
    String drop() {
      return "DROP %s IF EXISTS %s CASCADE".formatted(kind, identity);
    }
  }

  /** By kind and name. */
  static List<String> all(Session session) throws SQLException {
    return made(session).stream().map(Made::toString).toList();
  }

  private static List<Made> made(Session session) throws SQLException {
    return session.list(ALL, row -> new Made(row.getString(2), row.getString(3)));
  }

  /**
   * Drops all but these. REFUSED where something can't be dropped; STALE_PLAN where somebody has
   * made something else since the transaction began.
   *
   * @param fresh a session that sees what others have done since
   */
  static void drop(Session session, Session fresh, Connector connector, List<String> kept)
      throws SQLException {
    List<Made> found = made(session);
    if (!made(fresh).equals(found)) {
      throw new BelayException(
          ErrorCode.STALE_PLAN,
          connector.display() + ": its structure is being changed just now",
          "nothing was changed; try again");
    }
    for (Made object : found) {
      if (!kept.contains(object.toString())) {
        if (object.isDefaultRights()) {
          dropDefaultRights(session, object.identity);
        } else {
          session.run(object.drop());
        }
      }
    }
    List<String> left =
        new ArrayList<>(
            made(session).stream()
                .filter(object -> !object.isDefaultRights())
                .map(Made::toString)
                .toList());
    left.removeAll(kept);
    left.addAll(Creation.content(session));
    if (!left.isEmpty()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s: there is no way to drop %s".formatted(connector.display(), String.join(", ", left)),
          "drop it by hand, then try again; nothing was changed");
    }
  }

  /**
   * Makes default privileges what they are where nobody has said anything: none, in a schema; else
   * all for the owner himself, and for everybody the use of functions and types. The server forgets
   * what is no different from that.
   *
   * @param identity as the server writes it: {@code for role a in schema b on tables}
   */
  private static void dropDefaultRights(Session session, String identity) throws SQLException {
    int on = identity.lastIndexOf(" on ");
    String alter = "ALTER DEFAULT PRIVILEGES " + identity.substring(0, on) + ' ';
    String objects = identity.substring(on);
    for (String grantee : session.list(GRANTEES, row -> row.getString(1), identity)) {
      session.run(alter + "REVOKE ALL" + objects + " FROM " + grantee);
    }
    for (String owner : session.list(OWNER_OF_ALL, row -> row.getString(1), identity)) {
      session.run(alter + "GRANT ALL" + objects + " TO " + owner);
      if (objects.equals(" on functions") || objects.equals(" on types")) {
        session.run(alter + "GRANT ALL" + objects + " TO PUBLIC");
      }
    }
  }
}
