package dev.belay.engine.sqlite;

import dev.belay.engine.Database.Damage;
import dev.belay.model.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The check of a whole database: what it passes, {@code PRAGMA integrity_check} would pass, but for
 * rows that break a CHECK constraint: they are stored soundly, and are told of apart. That pragma
 * looks each row up in each index; here SQLite checks the trees and the rows by {@code PRAGMA
 * quick_check}, and the indexes are proved by {@link IndexProof}. What that does not prove, SQLite
 * checks in full, and where something is wrong it is SQLite who says what.
 */
final class Integrity {
  /** For looking up rows at random: 32 MB, as the pragma has it. */
  private static final String LARGE_CACHE = "-32768";

  private static final String QUICK_CHECK = "PRAGMA main.quick_check(%s)";
  private static final String FAILED_CHECK = "CHECK constraint failed in ";

  private final Lanes lanes;
  private final IndexProof proof;
  private final Failures failures;
  private final List<Damage> found = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean treesChecked;
  private volatile boolean doubt;
  private volatile boolean checksFail;

  Integrity(Lanes lanes, IndexProof proof, Failures failures) {
    this.lanes = lanes;
    this.proof = proof;
    this.failures = failures;
  }

  /** Whether the trees and the rows in them are right. While rows are read through other lanes. */
  boolean checkTrees() throws IOException {
    run(this::quickly);
    treesChecked = true;
    return !doubt;
  }

  /** What is wrong. Once, while no rows are read through the lanes. */
  List<Damage> check() throws SQLException, IOException {
    List<Task> tasks = new ArrayList<>();
    if (!treesChecked) {
      tasks.add(this::quickly);
    }
    for (String table : tables()) {
      tasks.add(session -> unlessMissing(session, each -> prove(each, table)));
    }
    dev.belay.rows.Lanes.each(lanes.size(), tasks, this::run);
    if (!doubt) {
      return List.copyOf(found);
    }
    Session session = lanes.take();
    try {
      return withLargeCache(session, () -> whole(session));
    } finally {
      lanes.give(session);
    }
  }

  /**
   * The tables with rows that break a CHECK constraint of theirs, for a person. Behind {@link
   * #check()}, where that found nothing.
   */
  List<String> failedChecks() throws SQLException {
    List<String> failed = new ArrayList<>();
    if (checksFail) {
      Session session = lanes.take();
      try {
        for (String table : tables(session)) {
          if (session.text(QUICK_CHECK.formatted(Sql.text(table))).startsWith(FAILED_CHECK)) {
            failed.add(table);
          }
        }
      } finally {
        lanes.give(session);
      }
    }
    return failed;
  }

  /** A part of the check. */
  private interface Task {
    void run(Session session) throws SQLException, IOException;
  }

  private void run(Task task) throws IOException {
    Session session = lanes.take();
    try {
      task.run(session);
    } catch (SQLException e) {
      if (!Failures.isDamage(e)) {
        throw failures.of(e, "checking the database");
      }
      doubt = true;
    } finally {
      lanes.give(session);
    }
  }

  /**
   * Does it but for what needs a collation or a function that only the application has: {@link
   * CatalogReader} tells of that.
   */
  private static void unlessMissing(Session session, Task task) throws SQLException, IOException {
    try {
      task.run(session);
    } catch (SQLException e) {
      if (!Failures.isMissing(e)) {
        throw e;
      }
    }
  }

  private List<String> tables() throws SQLException {
    Session session = lanes.take();
    try {
      return tables(session);
    } catch (SQLException e) {
      if (!Failures.isDamage(e)) {
        throw e;
      }
      doubt = true;
      return List.of();
    } finally {
      lanes.give(session);
    }
  }

  private static List<String> tables(Session session) throws SQLException {
    return SchemaObject.all(session).stream()
        .filter(object -> object.type().equals("table") && !object.isVirtual())
        .map(SchemaObject::name)
        .toList();
  }

  private void quickly(Session session) throws SQLException, IOException {
    try {
      quickly(session, "1");
    } catch (SQLException e) {
      if (!Failures.isMissing(e)) {
        throw e;
      }
      for (String table : tables(session)) {
        unlessMissing(session, each -> quickly(each, Sql.text(table)));
      }
    }
  }

  private void quickly(Session session, String what) throws SQLException {
    String sql = QUICK_CHECK.formatted(what);
    if (session.text(sql).equals("ok")) {
      return;
    }
    if (whateverChecksSay(session, () -> session.text(sql)).equals("ok")) {
      checksFail = true;
    } else {
      doubt = true;
    }
  }

  private static <T> T whateverChecksSay(Session session, Asking<T> asking) throws SQLException {
    session.exec("PRAGMA ignore_check_constraints = ON");
    try {
      return asking.get();
    } finally {
      session.exec("PRAGMA ignore_check_constraints = OFF");
    }
  }

  private interface Asking<T> {
    T get() throws SQLException;
  }

  private void prove(Session session, String table) throws SQLException, IOException {
    if (!doubt && !proof.holds(session, table)) {
      found.addAll(withLargeCache(session, () -> oneTable(session, table)));
    }
  }

  private static List<Damage> withLargeCache(Session session, SqlWork<List<Damage>> check)
      throws SQLException, IOException {
    String usual = session.text("PRAGMA main.cache_size");
    session.exec("PRAGMA main.cache_size = " + LARGE_CACHE);
    try {
      return check.get();
    } finally {
      session.exec("PRAGMA main.cache_size = " + usual + "; PRAGMA shrink_memory");
    }
  }

  private static List<Damage> whole(Session session) throws SQLException {
    try {
      return run(session, "PRAGMA main.integrity_check(100)");
    } catch (SQLException e) {
      if (!Failures.isDamage(e) && !Failures.isMissing(e)) {
        throw e;
      }
    }
    return eachTable(session);
  }

  private static List<Damage> run(Session session, String pragma) throws SQLException {
    List<Damage> damages = new ArrayList<>();
    List<List<@Nullable String>> roots =
        session.rows("SELECT rootpage, tbl_name FROM main.sqlite_schema WHERE rootpage > 0");
    for (List<@Nullable String> row : whateverChecksSay(session, () -> session.rows(pragma))) {
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
      if (Failures.isMissing(e)) {
        return List.of();
      }
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
                "(?s).*\\b(in|index|from|table) (.*\\W)?\\Q" + object.name() + "\\E(\\W.*|$)")) {
          found.add(object.table());
        }
      }
    }
    return found.stream().map(name -> new TableName("main", name)).toList();
  }
}
