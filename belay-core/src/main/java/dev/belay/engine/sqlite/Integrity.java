package dev.belay.engine.sqlite;

import dev.belay.engine.Database.Damage;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SQLite's own check of a whole database. */
final class Integrity {
  private Integrity() {}

  static List<Damage> check(Session session) throws SQLException {
    try {
      return run(session, "PRAGMA main.integrity_check(100)");
    } catch (SQLException e) {
      if (!Failures.isDamage(e)) {
        throw e;
      }
    }
    return eachTable(session);
  }

  private static List<Damage> run(Session session, String pragma) throws SQLException {
    List<Damage> damages = new ArrayList<>();
    List<List<@Nullable String>> roots =
        session.rows("SELECT rootpage, tbl_name FROM main.sqlite_schema WHERE rootpage > 0");
    for (List<@Nullable String> row : session.rows(pragma)) {
      String message = String.valueOf(row.get(0)).replace('\n', ' ');
      if (!message.equals("ok")) {
        damages.add(new Damage(tables(session, message, roots), message));
      }
    }
    return damages;
  }

  /**
   * The check of the whole stops at a page that is none; table by table the others are still
   * checked.
   */
  private static List<Damage> eachTable(Session session) throws SQLException {
    List<Damage> damages = new ArrayList<>();
    try {
      for (SchemaObject object : SchemaObject.all(session)) {
        if (object.type().equals("table") && !object.isVirtual()) {
          damages.addAll(oneTable(session, object.name()));
        }
      }
    } catch (SQLException e) {
      damages.add(new Damage(List.of(), Failures.words(e)));
    }
    if (damages.isEmpty()) {
      damages.add(new Damage(List.of(), "the check of the whole database did not come to its end"));
    }
    return damages;
  }

  private static List<Damage> oneTable(Session session, String table) throws SQLException {
    try {
      return run(session, "PRAGMA main.integrity_check(" + Sql.text(table) + ")");
    } catch (SQLException e) {
      if (!Failures.isDamage(e)) {
        throw e;
      }
      return List.of(new Damage(List.of(new TableName("main", table)), Failures.words(e)));
    }
  }

  /** The messages name a table, an index, or the root page of a tree. */
  private static List<TableName> tables(
      Session session, String message, List<List<@Nullable String>> roots) throws SQLException {
    Set<String> found = new LinkedHashSet<>();
    for (List<@Nullable String> root : roots) {
      if (message.contains("Tree " + root.get(0) + " ")) {
        found.add(String.valueOf(root.get(1)));
      }
    }
    if (found.isEmpty()) {
      for (SchemaObject object : SchemaObject.all(session)) {
        boolean stored = object.type().equals("table") || object.type().equals("index");
        if (stored
            && message.matches(
                "(?s).*\\b(in|index|from|table) .*\\Q" + object.name() + "\\E(\\W.*|$)")) {
          found.add(object.table());
        }
      }
    }
    return found.stream().map(name -> new TableName("main", name)).toList();
  }
}
