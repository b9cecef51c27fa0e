package dev.belay.engine.sqlite;

import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The connections of one moment, lent to one reader each. For any thread. */
final class Lanes implements Closeable {
  private final List<Session> all;
  private final Deque<Session> idle;
  private boolean closed;

  Lanes(List<Session> sessions) {
    this.all = List.copyOf(sessions);
    this.idle = new ArrayDeque<>(sessions);
  }

  int size() {
    return all.size();
  }

  synchronized Session take() {
    if (closed) {
      throw new IllegalStateException("this moment of the database is over");
    }
    Session session = idle.poll();
    if (session == null) {
      throw new IllegalStateException("no more than " + all.size() + " tables are read at once");
    }
    return session;
  }

  synchronized void give(Session session) {
    idle.push(session);
    if (closed) {
      session.close();
    }
  }

  /** Closes what is idle now, and what is lent when it comes back. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      new ArrayList<>(idle).forEach(Session::close);
    }
  }
}
