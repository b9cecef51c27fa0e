package dev.belay.engine.sqlite;

import java.io.IOException;
import java.sql.SQLException;

/** Something that asks SQLite. */
@FunctionalInterface
interface SqlWork<T> {
  T get() throws SQLException, IOException;

  /** Runs it, and says what SQLite's error means. */
  static <T> T run(Failures failures, String doing, SqlWork<T> work) throws IOException {
    try {
      return work.get();
    } catch (SQLException e) {
      throw failures.of(e, doing);
    }
  }
}
