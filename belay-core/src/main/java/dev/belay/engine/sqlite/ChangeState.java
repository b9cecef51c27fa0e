package dev.belay.engine.sqlite;

import dev.belay.engine.ReadOptions;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The sessions of a change, either before the lock or under it. */
final class ChangeState implements Closeable {
  private final Session work;
  private final Moment moment;
  private final boolean locked;
  private final long version;
  private final Stages stages;
  private final References references;
  private final OldParents old;

  private ChangeState(SqliteFile file, Session work, Moment moment, boolean locked)
      throws SQLException {
    this.work = work;
    this.moment = moment;
    this.locked = locked;
    this.version = CommitMark.version(work);
    Encoding.of(work).install(work);
    this.stages = new Stages(work, moment.encoding(), new Failures(file));
    this.references = new References(work, stages);
    this.old = new OldParents(work, stages);
  }

  /** Shows the moment of now. Stages in a session that sees the same one. */
  static ChangeState preview(SqliteFile file, ReadOptions options)
      throws IOException, SQLException {
    int wanted = options.lanes() + 1;
    try (Reads reads = new Reads(file, options, Session.Access.WRITE, wanted)) {
      List<Session> sessions = reads.begin(null);
      Session work = sessions.get(sessions.size() - 1);
      // Where only one session can be had, it reads and stages.
      List<Session> lanes =
          sessions.size() > 1 ? sessions.subList(0, sessions.size() - 1) : sessions;
      ChangeState state =
          new ChangeState(file, work, new Moment(file, lanes, reads.pages()), false);
      reads.handOver();
      return state;
    }
  }

  /** Writers are locked out until it is closed. */
  static ChangeState locked(SqliteFile file, ReadOptions options) throws IOException, SQLException {
    Session work = Session.open(file, Session.Access.WRITE, options.patience());
    try (Reads reads = new Reads(file, options, Session.Access.READ, options.lanes())) {
      work.exec("BEGIN IMMEDIATE");
      List<Session> lanes = reads.begin(work);
      ChangeState state = new ChangeState(file, work, new Moment(file, lanes, reads.pages()), true);
      reads.handOver();
      return state;
    } catch (SQLException | IOException | RuntimeException e) {
      work.close();
      throw e;
    }
  }

  Session work() {
    return work;
  }

  Moment moment() {
    return moment;
  }

  boolean locked() {
    return locked;
  }

  /** The schema's version before anything was changed. */
  long version() {
    return version;
  }

  /** Whether something was staged. */
  boolean used() {
    return !stages.all().isEmpty();
  }

  Stages stages() {
    return stages;
  }

  References references() {
    return references;
  }

  OldParents old() {
    return old;
  }

  @Override
  public void close() {
    moment.close();
    work.close();
  }
}
