package dev.belay.backup;

import dev.belay.engine.Database;
import dev.belay.engine.FileDatabase;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BackupResult;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.RowCount;
import dev.belay.model.Scripts;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.repository.Repository;
import dev.belay.snapshot.FilesWriter;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.snapshot.Predecessors;
import dev.belay.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes snapshots. All tables are read in one moment of the database, each in key order, as a
 * stream: cut, hashed, and stored where the repository does not have the chunk yet. The snapshot
 * becomes visible as the last step; before that, and on any error, there is none.
 */
public final class Backup {
  /** So many rows are looked after in a tenth of a second. */
  private static final long MOST_FOLLOWED = 100_000;

  private final ReadOptions options;
  private final Clock clock;
  private final String tool;

  public Backup(ReadOptions options, Clock clock, String tool) {
    this.options = options;
    this.clock = clock;
    this.tool = tool;
  }

  /**
   * What is backed up, and what is said of it.
   *
   * @param database the database
   * @param name what people call it
   * @param selection which tables
   * @param type the snapshot's type
   * @param description for people
   * @param createdBy who asks for it
   * @param tags for people and for retention
   * @param profile chooses tables, rows and columns instead of {@code selection}; empty for none
   */
  public record Order(
      Database database,
      String name,
      Selection selection,
      String type,
      String description,
      String createdBy,
      List<String> tags,
      Optional<Profile> profile) {
    public Order {
      tags = List.copyOf(tags);
    }
  }

  /**
   * What came of it.
   *
   * @param result what is told
   * @param manifest what the snapshot says of itself
   */
  public record Taken(BackupResult result, Manifest manifest) {}

  /**
   * Takes a snapshot. DAMAGED, naming the tables, where the database fails its own check of
   * integrity.
   *
   * @param before what the tables were before
   */
  public Taken run(Order order, Repository repository, Predecessors before, Progress progress)
      throws IOException {
    Instant begun = clock.instant();
    try (SnapshotWriter writer = new SnapshotWriter(repository, before)) {
      return take(order, Optional.of(writer), begun, progress);
    }
  }

  /**
   * Opens the database, and finds out whether what is asked for can be read. Before there is a
   * repository.
   */
  public void require(Order order) throws IOException {
    try (LiveDataset live = order.database().read(options)) {
      live.requireExact(Scope.of(live, order.profile(), order.selection(), order.name()).tables());
    }
  }

  /** Reads everything, and writes nothing. */
  public BackupResult dryRun(Order order, Progress progress) throws IOException {
    return take(order, Optional.empty(), clock.instant(), progress).result();
  }

  private Taken take(Order order, Optional<SnapshotWriter> writer, Instant begun, Progress progress)
      throws IOException {
    progress.phase("reading");
    try (LiveDataset opened = order.database().read(options)) {
      OffsetDateTime moment = OffsetDateTime.now(clock);
      Scope scope = Scope.of(opened, order.profile(), order.selection(), order.name());
      LiveDataset live = scope.live();
      live.expectCheck();
      opened.requireExact(scope.tables());
      Background<Scripts> scripts = Background.of(live::scripts);
      TableReading reading = new TableReading(live, writer, progress);
      Map<TableName, StoredTable> stored = reading.read(scope.tables());
      reading.check();
      reading.stopIfCancelled();
      List<String> dangling = dangling(live, stored);
      Optional<FilesWriter.Written> files = files(order, writer, progress);
      progress.phase("storing");
      Manifest manifest = manifest(order, scope, moment, stored, files, dangling, scripts.await());
      reading.stopIfCancelled();
      Optional<String> id = Optional.empty();
      if (writer.isPresent()) {
        id = Optional.of(writer.get().commit(manifest, scripts.await()));
      }
      return new Taken(result(order, manifest, id, writer, begun), manifest);
    }
  }

  /**
   * References to rows that are not there are stored as they are, and told. That takes a search for
   * each row, so it is asked of tables that are not large; a restore asks it of what it changes.
   */
  private static List<String> dangling(LiveDataset live, Map<TableName, StoredTable> stored)
      throws IOException {
    List<String> told = new ArrayList<>();
    for (StoredTable each : new TreeMap<>(stored).values()) {
      if (each.rows() <= MOST_FOLLOWED) {
        Table table = live.catalog().table(each.table()).orElseThrow();
        for (LiveDataset.Dangling dangling : live.dangling(table)) {
          told.add(
              "%s of %s %s (by %s) to rows of %s that are not there; that is kept as it is"
                  .formatted(
                      RowCount.of(dangling.rows()),
                      each.table(),
                      RowCount.refer(dangling.rows()),
                      String.join(", ", dangling.key().columns()),
                      dangling.key().target()));
        }
      }
    }
    return told;
  }

  /** What the profile wants beside the tables; a database's own files are none of it. */
  private static Optional<FilesWriter.Written> files(
      Order order, Optional<SnapshotWriter> writer, Progress progress) throws IOException {
    List<Path> roots = order.profile().map(Profile::files).orElse(List.of());
    if (roots.isEmpty() || writer.isEmpty()) {
      return Optional.empty();
    }
    Set<Path> own = new HashSet<>();
    if (order.database() instanceof FileDatabase database) {
      for (Path file : database.at(database.file().toRealPath()).family()) {
        own.add(file);
      }
    }
    return Optional.of(writer.get().files(roots, own, progress));
  }

  private Manifest manifest(
      Order order,
      Scope scope,
      OffsetDateTime moment,
      Map<TableName, StoredTable> stored,
      Optional<FilesWriter.Written> files,
      List<String> dangling,
      Scripts scripts) {
    List<String> warnings = new ArrayList<>(scope.warnings());
    files.ifPresent(written -> warnings.addAll(written.warnings()));
    warnings.addAll(dangling);
    warnings.addAll(scope.live().warnings());
    return new Manifest(
        scope.note().format(),
        tool,
        moment,
        order.name(),
        order.database().address().display(),
        order.type(),
        order.description(),
        order.createdBy(),
        order.tags(),
        scope.note(),
        scope.live().catalog(),
        scope.tables().stream().map(t -> stored.get(t.name())).toList(),
        scope.live().counters(),
        scripts.missing(),
        warnings,
        files.map(FilesWriter.Written::stored).orElse(List.of()));
  }

  private BackupResult result(
      Order order,
      Manifest manifest,
      Optional<String> id,
      Optional<SnapshotWriter> writer,
      Instant begun) {
    List<String> warnings = new ArrayList<>(manifest.warnings());
    if (!manifest.noSchema().isEmpty()) {
      warnings.add("rows only, without the structure: " + manifest.noSchema());
    }
    return new BackupResult(
        id,
        order.name(),
        order.type(),
        manifest.tables().stream()
            .map(t -> new BackupResult.TableSize(t.table(), t.rows(), t.bytes()))
            .toList(),
        manifest.rows(),
        manifest.bytes(),
        writer.map(SnapshotWriter::bytesStored).orElse(0L),
        Duration.between(begun, clock.instant()).toMillis() / 1000.0,
        warnings);
  }
}
