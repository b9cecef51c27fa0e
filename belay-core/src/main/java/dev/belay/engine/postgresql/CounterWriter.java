package dev.belay.engine.postgresql;

import dev.belay.model.Counter;
import java.sql.SQLException;
import java.util.List;

/** Sets sequences so that a rollback takes it back, which setval alone would not. */
final class CounterWriter {
  private CounterWriter() {}

  /**
   * RESTART gives the sequence a new file that only a commit makes the real one; what setval writes
   * then goes into that file. Sequences that stand right are left alone, so that no right on them
   * is needed.
   */
  static void write(Session session, List<Counter> counters) throws SQLException {
    for (Counter counter : counters) {
      String name = Sql.name(counter.name());
      String state = session.text("SELECT last_value::text || ' ' || is_called::text FROM " + name);
      if (!state.equals(counter.value() + " " + counter.used())) {
        session.run("ALTER SEQUENCE " + name + " RESTART");
        session.text(
            "SELECT pg_catalog.setval(%s::regclass, %d, %s)"
                .formatted(Sql.literal(name), counter.value(), counter.used()));
      }
    }
  }
}
