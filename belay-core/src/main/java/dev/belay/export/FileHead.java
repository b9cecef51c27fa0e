package dev.belay.export;

import dev.belay.model.Counter;
import dev.belay.model.Scripts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a file says beside its rows.
 *
 * @param database the database's name; empty where it is not said
 * @param engine its engine; empty where it is not said
 * @param counters where counters stood; empty where it is not said
 * @param scripts the structure
 * @param onlyRows of which tables not all rows are in it, by the table's name
 */
record FileHead(
    String database,
    String engine,
    Optional<List<Counter>> counters,
    Scripts scripts,
    Map<String, String> onlyRows) {

  FileHead {
    onlyRows = Map.copyOf(onlyRows);
  }

  /** Of something that has rows and nothing else. */
  static FileHead rowsOnly(String engine, String why) {
    return new FileHead("", engine, Optional.empty(), Scripts.none(why), Map.of());
  }

  /** The same with the counters of several files. */
  FileHead with(List<Counter> all) {
    return new FileHead(database, engine, counters.map(own -> List.copyOf(all)), scripts, onlyRows);
  }
}
