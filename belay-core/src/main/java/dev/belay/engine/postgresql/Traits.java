package dev.belay.engine.postgresql;

import java.sql.SQLException;
import java.util.List;

/**
 * What a server says of a database beside its content: who owns it, who may use it, its settings.
 */
final class Traits {
  // Numbers, ages and versions differ between any two databases; the rest must not.
  private static final String ALL =
      """
      SELECT (pg_catalog.to_jsonb(d) - '{oid,datname,datfrozenxid,datminmxid,datlastsysoid,datacl,\
      datcollversion,dathasloginevt,datconnlimit}'::text[])::text
        || ' ' || coalesce((SELECT pg_catalog.string_agg(a::text, ' ' ORDER BY a::text)
                            FROM pg_catalog.unnest(d.datacl) a), 'default')
        || ' ' || coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), '')
        || ' ' || coalesce((SELECT pg_catalog.string_agg(s.setrole || s.setconfig::text, ' '
                                                         ORDER BY s.setrole)
                            FROM pg_catalog.pg_db_role_setting s WHERE s.setdatabase = d.oid), '')
      FROM pg_catalog.pg_database d WHERE d.oid = %d
      """;

  // A setting that is a list of names is kept as it is written in SQL, any other as a plain text.
  private static final String CARRIED =
      """
      SELECT sql FROM (
        SELECT 1 AS n, 0::bigint AS m, pg_catalog.format('REVOKE ALL ON DATABASE %%2$I FROM PUBLIC, %%1$I',
               pg_catalog.pg_get_userbyid(d.datdba), %2$s) AS sql
        FROM pg_catalog.pg_database d WHERE d.oid = %1$d AND d.datacl IS NOT NULL
        UNION ALL
        SELECT 2, a.nth, pg_catalog.format('GRANT %%s ON DATABASE %%I TO %%s%%s', a.privilege_type, %2$s,
               CASE a.grantee WHEN 0 THEN 'PUBLIC'
                 ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END,
               CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_catalog.pg_database d,
             pg_catalog.aclexplode(d.datacl) WITH ORDINALITY a(grantor, grantee, privilege_type, is_grantable, nth)
        WHERE d.oid = %1$d
        UNION ALL
        SELECT 3, c.nth, pg_catalog.format('ALTER %%s SET %%I TO %%s',
               CASE s.setrole WHEN 0 THEN pg_catalog.format('DATABASE %%I', %2$s)
                 ELSE pg_catalog.format('ROLE %%I IN DATABASE %%I', pg_catalog.pg_get_userbyid(s.setrole), %2$s) END,
               pg_catalog.split_part(c.setting, '=', 1),
               CASE WHEN pg_catalog.split_part(c.setting, '=', 1) IN ('local_preload_libraries',
                      'search_path', 'session_preload_libraries', 'temp_tablespaces')
                 THEN pg_catalog.substr(c.setting, pg_catalog.strpos(c.setting, '=') + 1)
                 ELSE pg_catalog.quote_literal(
                        pg_catalog.substr(c.setting, pg_catalog.strpos(c.setting, '=') + 1)) END)
        FROM pg_catalog.pg_db_role_setting s,
             pg_catalog.unnest(s.setconfig) WITH ORDINALITY c(setting, nth)
        WHERE s.setdatabase = %1$d
        UNION ALL
        SELECT 4, 0, pg_catalog.format('COMMENT ON DATABASE %%I IS %%L', %2$s,
               pg_catalog.shobj_description(%1$d::oid, 'pg_database'))
        WHERE pg_catalog.shobj_description(%1$d::oid, 'pg_database') IS NOT NULL) x
      ORDER BY n, m
      """;

  private Traits() {}

  /** Gives another database the rights, settings and comment of this one. */
  static void carry(Session session, long from, String to) throws SQLException {
    List<String> statements =
        session.list(CARRIED.formatted(from, Sql.literal(to)), row -> row.getString(1));
    for (String sql : statements) {
      session.run(sql);
    }
  }

  /** Whether the two are alike in all but their content and their connection limit. */
  static boolean alike(Session session, long one, long other) throws SQLException {
    return session.text(ALL.formatted(one)).equals(session.text(ALL.formatted(other)));
  }
}
