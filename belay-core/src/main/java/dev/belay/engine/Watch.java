package dev.belay.engine;

import dev.belay.model.TableName;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Tells cheaply which tables hold exactly the rows that they held before: a proof, never a guess.
 * What it can't prove it does not claim, so comparing the other tables finds every change. Nothing
 * is put into the database for it, and nothing is locked between two looks. For one thread at a
 * time.
 */
public interface Watch extends Closeable {
  /**
   * Looks at tables now. Waits until nobody is in the middle of changing them; BUSY, naming who is,
   * after the options' patience.
   *
   * @param since the tables, each with the state that an earlier look gave for it; empty where
   *     there is none
   */
  Sight look(Map<TableName, String> since) throws IOException;

  /**
   * What a look saw. All states are opaque.
   *
   * @param states the state of each table; tables that are gone have none
   * @param same the tables that hold exactly the rows of the moment that their earlier state stands
   *     for
   * @param counters the counters: equal where none of them moved
   * @param structure the structure: equal where it is the same
   */
  record Sight(
      Map<TableName, String> states, Set<TableName> same, String counters, String structure) {
    public Sight {
      states = Map.copyOf(states);
      same = Set.copyOf(same);
    }
  }
}
