package dev.belay.restore;

import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.Scripts;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Tells whether a database has the structure that it had. */
final class StructureDigest {
  private StructureDigest() {}

  /** That of a database as it is; empty where it can't be had. */
  static String of(Database database, ReadOptions options) {
    try (LiveDataset now = database.read(options)) {
      Scripts scripts = now.scripts();
      return scripts.complete() ? of(scripts) : "";
    } catch (IOException | BelayException e) {
      // What was built stands; an undo then asks whether it is meant.
      return "";
    }
  }

  static String of(Scripts scripts) {
    return PlanId.of("structure", List.of(plain(scripts.before()), plain(scripts.after())));
  }

  /** Comments have the versions of the programs. */
  private static String plain(String script) {
    return script.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
  }
}
