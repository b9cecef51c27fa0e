package dev.belay.engine.postgresql;

import java.io.IOException;
import java.sql.SQLException;

/** Something that asks the server. */
@FunctionalInterface
interface SqlWork<T> {
  T get() throws SQLException, IOException;

  /** Something that the server is told to do. */
  @FunctionalInterface
  interface Step {
    void run() throws SQLException, IOException;
  }
}
