package dev.belay.engine;

import dev.belay.model.Catalog;
import dev.belay.model.Scripts;
import java.io.IOException;
import java.util.Optional;

/**
 * How a server builds a database aside, which takes an empty one's place as the last step. For any
 * thread.
 */
public interface Asides {
  /**
   * Why it is not possible here and now; empty where it is. Changes nothing. REFUSED where the
   * database has something in it already.
   */
  Optional<String> hindrance() throws IOException;

  /**
   * What {@link Database#outcome} understands from before {@link #begin} of this run on: it then
   * clears away what a process that died has left behind, too.
   */
  String mark(String run);

  /**
   * Makes the database aside, with everything that comes before the rows. UNSUPPORTED, with nothing
   * left behind, where the server does not let it be made just like the empty one.
   *
   * @param run the run's id, of which names are made
   */
  Aside begin(Catalog catalog, Scripts scripts, String run) throws IOException;
}
