package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the DDL that pg_dump wrote, statement by statement, on the connection: no client's
 * meta-commands are understood. What only says who owns what, or may do what, is left out with a
 * warning where the role is missing or not this user's to set.
 */
final class ScriptRunner {
  private static final String ROLE = "(\"(?:[^\"]|\"\")+\"|[\\w$]+)";
  private static final Pattern OWNER = Pattern.compile("(?s)^ALTER .* OWNER TO " + ROLE + "$");
  private static final Pattern GRANT =
      Pattern.compile("(?s)^(?:GRANT .* TO|REVOKE .* FROM) " + ROLE + "(?: WITH GRANT OPTION)?$");
  private static final Pattern DEFAULTS =
      Pattern.compile(
          "(?s)^ALTER DEFAULT PRIVILEGES FOR ROLE " + ROLE + " .*(?:TO|FROM) " + ROLE + "\\b.*");
  private static final Pattern EXTENSION_COMMENT = Pattern.compile("(?s)^COMMENT ON EXTENSION .*");
  // Newer clients set what older servers don't have yet.
  private static final Pattern SETTING = Pattern.compile("(?s)^SET (\\w+) = .*");

  private static final String ROLES =
      "SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles UNION ALL SELECT 'PUBLIC'";
  private static final String SETTABLE =
      """
      SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles
      WHERE pg_catalog.pg_has_role(oid, 'MEMBER')
      """;
  private static final String SETTINGS = "SELECT lower(name) FROM pg_catalog.pg_settings";

  private final Session session;
  private final Connector connector;
  private final List<String> warnings = new ArrayList<>();

  ScriptRunner(Session session, Connector connector) {
    this.session = session;
    this.connector = connector;
  }

  /** The statements of a script, without its comments. */
  static List<String> statements(String script) {
    return ScriptSplitter.split(script);
  }

  /** Runs all statements. Returns what was left out. */
  List<String> run(String script) throws SQLException, IOException {
    return run(statements(script));
  }

  /** The same for statements that were taken apart before. */
  List<String> run(List<String> statements) throws SQLException, IOException {
    Set<String> roles = new HashSet<>(session.list(ROLES, row -> row.getString(1)));
    Set<String> settable = new HashSet<>(session.list(SETTABLE, row -> row.getString(1)));
    Set<String> settings = new HashSet<>(session.list(SETTINGS, row -> row.getString(1)));
    for (String sql : statements) {
      if (leftOut(sql, roles, settable)) {
        continue;
      }
      Matcher setting = SETTING.matcher(sql);
      if (setting.matches() && !settings.contains(setting.group(1))) {
        continue;
      }
      execute(sql);
    }
    return warnings;
  }

  private boolean leftOut(String sql, Set<String> roles, Set<String> settable) {
    Matcher owner = OWNER.matcher(sql);
    if (owner.matches()) {
      return missing(sql, owner.group(1), settable);
    }
    Matcher grant = GRANT.matcher(sql);
    if (grant.matches()) {
      return missing(sql, grant.group(1), roles);
    }
    Matcher defaults = DEFAULTS.matcher(sql);
    return defaults.matches()
        && (missing(sql, defaults.group(1), settable) || missing(sql, defaults.group(2), roles));
  }

  private boolean missing(String sql, String role, Set<String> known) {
    if (known.contains(role)) {
      return false;
    }
    warnings.add("left out, since role " + role + " is missing here or not yours to set: " + sql);
    return true;
  }

  private void execute(String sql) throws IOException, SQLException {
    String statement =
        sql.equals("CREATE SCHEMA public") ? "CREATE SCHEMA IF NOT EXISTS public" : sql;
    boolean optional = EXTENSION_COMMENT.matcher(sql).matches();
    if (optional) {
      session.run("SAVEPOINT belay_ddl");
    }
    try {
      session.run(statement);
    } catch (SQLException e) {
      if (!optional) {
        throw new BelayException(
            ErrorCode.FAILED,
            "%s: the snapshot's DDL does not run here: %s: %s"
                .formatted(connector.display(), firstLine(statement), Failures.said(e)),
            "nothing was created; install what it needs, or mend its cause in the source database",
            e);
      }
      session.run("ROLLBACK TO SAVEPOINT belay_ddl");
      warnings.add("left out: " + firstLine(sql) + ": " + Failures.said(e));
    }
    if (optional) {
      session.run("RELEASE SAVEPOINT belay_ddl");
    }
  }

  private static String firstLine(String sql) {
    int end = sql.indexOf('\n');
    return end < 0 ? sql : sql.substring(0, end) + " …";
  }
}
