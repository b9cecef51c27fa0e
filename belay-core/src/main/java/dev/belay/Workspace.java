package dev.belay;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.LiveAim;
import dev.belay.engine.Change;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.ScopedLive;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.TableName;
import dev.belay.restore.Creation;
import dev.belay.restore.CreationUndo;
import dev.belay.restore.FileUndo;
import dev.belay.restore.History;
import dev.belay.restore.Order;
import dev.belay.restore.Rebuild;
import dev.belay.restore.RunContext;
import dev.belay.restore.Runner;
import dev.belay.rules.RuledAim;
import dev.belay.rules.Ruling;
import dev.belay.snapshot.ChunkIds;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What the operations share.
 *
 * @param settings what the caller opened Belay with
 * @param databases finds databases
 * @param repositories opens the repository
 * @param options how live databases are read
 */
record Workspace(
    Settings settings, Databases databases, Repositories repositories, ReadOptions options) {

  /** The profiles, by name. */
  Profiles profiles() {
    return new Profiles(settings.profiles(), settings.called());
  }

  /** The database that an operation with a profile is for: the named one, else the profile's. */
  Databases.Found found(Optional<String> named, Profile profile) {
    return databases.find(named.orElseGet(() -> profiles().database(profile)));
  }

  /** An order whose aim is what a profile's rules, or the source's own conditions, make of it. */
  Order ruled(Order order, Optional<Ruling> ruling) throws IOException {
    try (Change live = order.database().change(options)) {
      return order.through(
          RuledAim.of(
              order.aim(),
              order.selection(),
              ruling,
              live.catalog(),
              live.counters(),
              order.name(),
              ChunkIds::of));
    }
  }

  /** The snapshots of the repository, which must be there. */
  Snapshots snapshots() throws IOException {
    return new Snapshots(repositories.open());
  }

  History history() throws IOException {
    return new History(repositories.open(), settings.clock());
  }

  Runner runner() throws IOException {
    return new Runner(runs(options));
  }

  /** Reads databases in another way than usual. */
  Runner runner(ReadOptions other) throws IOException {
    return new Runner(runs(other));
  }

  private RunContext runs(ReadOptions reading) throws IOException {
    return new RunContext(repositories.open(), reading, settings.clock(), Version.TOOL);
  }

  Creation creation() throws IOException {
    return new Creation(runs(options));
  }

  CreationUndo creationUndo() throws IOException {
    return new CreationUndo(runs(options));
  }

  Rebuild rebuild() throws IOException {
    return new Rebuild(runs(options));
  }

  FileUndo fileUndo() throws IOException {
    return new FileUndo(runs(options));
  }

  /** The database that a snapshot came from. */
  Databases.Found origin(SnapshotDataset snapshot) {
    return databases.origin(snapshot.manifest().database(), snapshot.manifest().address());
  }

  /** One moment of a live database, as a dataset. */
  ChunkedDataset live(Databases.Found found, Progress progress) throws IOException {
    return live(found, Map.of(), progress);
  }

  /** The same with only some rows of some tables. */
  ChunkedDataset live(Databases.Found found, Map<TableName, String> where, Progress progress)
      throws IOException {
    found.database().requireExists();
    LiveDataset live = found.database().read(options);
    return new LiveAim(
        found.name(),
        where.isEmpty() ? live : new ScopedLive(live, where, Map.of()),
        ChunkIds::of,
        progress);
  }
}
