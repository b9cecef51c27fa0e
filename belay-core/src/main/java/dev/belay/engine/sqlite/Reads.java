package dev.belay.engine.sqlite;

import dev.belay.engine.ReadOptions;
import dev.belay.engine.sqlite.pages.Pages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins transactions that all see the same committed state. Closes what it opened unless it was
 * handed over.
 */
final class Reads implements Closeable {
  /**
   * Other writers are held off only for the time that it takes to begin; for longer than this it is
   * not worth it.
   */
  private static final Duration LOCK_AT_MOST = Duration.ofSeconds(1);

  private final SqliteFile file;
  private final ReadOptions options;
  private final Session.Access access;
  private final int wanted;
  private final List<Session> sessions = new ArrayList<>();
  private Optional<Pages> pages = Optional.empty();

  /**
   * @param access what the sessions may do beside reading
   * @param wanted how many sessions; there may be fewer
   */
  Reads(SqliteFile file, ReadOptions options, Session.Access access, int wanted) {
    this.file = file;
    this.options = options;
    this.access = access;
    this.wanted = wanted;
  }

  /**
   * @param writer holds the write lock already; null where none does
   */
  List<Session> begin(@Nullable Session writer) throws SQLException, IOException {
    if (writer != null) {
      openAll();
      openPages();
      return List.copyOf(sessions);
    }
    // Before any reading: a reader that waits for a writer who waits for readers would wait in
    // vain.
    try (Gate gate = new Gate()) {
      if (wanted > 1 && gate.shut()) {
        openAll();
        openPages();
      } else {
        openFirst();
      }
    }
    return List.copyOf(sessions);
  }

  private void openAll() throws SQLException, IOException {
    openFirst();
    while (sessions.size() < wanted) {
      open(access);
    }
  }

  /** While nobody can commit. */
  private void openPages() throws SQLException, IOException {
    if (options.ownProcess()) {
      String mode = sessions.get(0).text("PRAGMA main.journal_mode");
      pages = Pages.open(file.path(), mode.equals("wal"));
    }
  }

  /** The pages of the state that the sessions see, where they can be read. */
  Optional<Pages> pages() {
    return pages;
  }

  private Duration gatePatience() {
    return options.patience().compareTo(LOCK_AT_MOST) < 0 ? options.patience() : LOCK_AT_MOST;
  }

  /** Holds writers off for an instant. */
  private final class Gate implements Closeable {
    private @Nullable Session session;

    /** Whether nobody can commit now. Where that can't be had, one lane is what there is. */
    boolean shut() throws SQLException {
      try {
        session = Session.open(file, Session.Access.WRITE, gatePatience());
        session.exec("BEGIN IMMEDIATE");
        return true;
      } catch (SQLException e) {
        if (Failures.isBusy(e) || Failures.cannotOpenOrWrite(e)) {
          return false;
        }
        throw e;
      }
    }

    @Override
    public void close() {
      if (session != null) {
        session.close();
      }
    }
  }

  private Session openFirst() throws SQLException, IOException {
    try {
      return open(access);
    } catch (SQLException e) {
      // SQLite needs to write beside a WAL database even to read it. Where nobody can, nobody
      // changes it either.
      boolean fixed = !Files.isWritable(file.path()) && !file.hasContent("-wal");
      if (!fixed || !Failures.cannotOpenOrWrite(e)) {
        throw e;
      }
      return open(Session.Access.IMMUTABLE);
    }
  }

  private Session open(Session.Access how) throws SQLException {
    Session session = Session.open(file, how, options.patience());
    try {
      start(session);
    } catch (SQLException e) {
      session.close();
      throw e;
    }
    sessions.add(session);
    return session;
  }

  /** A read transaction takes its moment at its first read, not at BEGIN. */
  private static void start(Session session) throws SQLException {
    session.exec("BEGIN");
    session.number("SELECT count(*) FROM main.sqlite_schema");
  }

  /** The sessions are the caller's to close from now on. */
  void handOver() {
    sessions.clear();
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}
