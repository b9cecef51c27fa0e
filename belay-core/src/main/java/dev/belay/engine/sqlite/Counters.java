package dev.belay.engine.sqlite;

import dev.belay.model.Counter;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.List;

/** AUTOINCREMENT's numbers, in {@code sqlite_sequence}. */
final class Counters {
  private Counters() {}

  static void set(Session session, List<Counter> counters, List<Table> tables) throws SQLException {
    if (session.number("SELECT count(*) FROM main.sqlite_schema WHERE name = 'sqlite_sequence'")
        == 0) {
      return;
    }
    for (Table table : tables) {
      session.exec(
          "DELETE FROM main.sqlite_sequence WHERE name = " + Sql.text(table.name().name()));
    }
    for (Counter counter : counters) {
      boolean named = tables.stream().anyMatch(t -> t.name().equals(counter.name()));
      if (named) {
        session.exec(
            "INSERT INTO main.sqlite_sequence(name, seq) VALUES (%s, %d)"
                .formatted(Sql.text(counter.name().name()), counter.value()));
      }
    }
  }
}
