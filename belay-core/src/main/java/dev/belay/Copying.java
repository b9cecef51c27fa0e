package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.CopyResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Info;
import dev.belay.model.Progress;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.TableName;
import dev.belay.repository.Copier;
import dev.belay.repository.NoteCopier;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.repository.SnapshotRecord;
import dev.belay.snapshot.SnapshotFacts;
import dev.belay.store.Store;
import dev.belay.store.StoreOptions;
import dev.belay.store.Stores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Keeps the copies of a repository up to date, and tells how far they are. */
final class Copying {
  /** Whoever asks how things stand does not want to wait for what is down. */
  private static final String IMPATIENT = "3";

  private final Settings settings;
  private final Workspace workspace;
  private final BiFunction<String, StoreOptions, Store> stores;

  Copying(Settings settings, Workspace workspace) {
    this(settings, workspace, Stores::open);
  }

  /**
   * @param stores the store at a location
   */
  Copying(Settings settings, Workspace workspace, BiFunction<String, StoreOptions, Store> stores) {
    this.settings = settings;
    this.workspace = workspace;
    this.stores = stores;
  }

  /** Copies to each destination what belongs there; one that fails keeps no other from it. */
  CopyResult run(CopyRequest request, Progress progress) throws IOException {
    if (settings.copies().destinations().isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "there is only one repository, " + settings.repository(),
          "name several in %s: repositories".formatted(settings.called()));
    }
    Optional<String> database = request.database().map(d -> workspace.databases().find(d).name());
    List<Destination> wanted =
        database.map(settings.copies()::of).orElse(settings.copies().destinations());
    Repository from = workspace.repositories().open();
    List<CopyResult.Place> places = new ArrayList<>();
    for (Destination destination : wanted) {
      progress.phase("copying to " + destination.name());
      places.add(copy(from, destination, database, progress));
    }
    return new CopyResult(places);
  }

  private CopyResult.Place copy(
      Repository from, Destination destination, Optional<String> database, Progress progress) {
    int copied = 0;
    long stored = 0;
    int notes = 0;
    String problem = "";
    String hint = "";
    try (Repositories there = at(destination, settings.storage())) {
      Repository to = there.openOrCreate();
      Copier copier = new Copier(from, to);
      List<SnapshotId> missing = copier.missing(r -> belongs(r, destination, database));
      Copier.Copied done = copier.copy(missing, bytes -> told(progress, destination, bytes));
      copied = done.snapshots();
      stored = done.bytesStored();
      notes =
          new NoteCopier(from, to, tags(from), tags(to))
              .copy(r -> belongs(r, destination, database));
    } catch (BelayException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      problem = String.valueOf(e.getMessage());
      hint = e.hint();
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new CopyResult.Place(
        destination.name(), destination.location(), copied, stored, notes, problem, hint);
  }

  private static NoteCopier.Tags tags(Repository repository) {
    Snapshots snapshots = new Snapshots(repository);
    return (id, record) -> snapshots.summary(id, record).map(SnapshotSummary::tags);
  }

  private Repositories at(Destination destination, StoreOptions storage) {
    Settings there = settings.with(storage).at(destination);
    Repositories repositories =
        new Repositories(there, location -> stores.apply(location, there.storage()));
    repositories.onMade(workspace.repositories().told());
    repositories.onWarning(workspace.repositories().warned());
    return repositories;
  }

  private boolean belongs(
      SnapshotRecord record, Destination destination, Optional<String> database) {
    // What restic wrote anew has only the path, which is the database's name.
    Optional<String> of =
        SnapshotFacts.of("", record)
            .map(SnapshotSummary::database)
            .or(
                () ->
                    record.paths().stream()
                        .filter(path -> path.startsWith("/"))
                        .findFirst()
                        .map(path -> path.substring(1)));
    return database.map(d -> of.equals(Optional.of(d))).orElse(true)
        && of.map(d -> settings.copies().belongs(d, destination)).orElse(true);
  }

  private static void told(Progress progress, Destination destination, long bytes) {
    progress.stopIfCancelled("snapshots that were copied whole are there", "run: belay copy");
    progress.advance(new TableName("copy", destination.name()), 0, bytes);
  }

  /** How far each destination is. */
  List<Info.Copy> states() throws IOException {
    List<Info.Copy> states = new ArrayList<>();
    for (Destination destination : settings.copies().destinations()) {
      states.add(state(destination));
    }
    return states;
  }

  private Info.Copy state(Destination destination) throws IOException {
    Map<String, String> options = new HashMap<>(destination.options());
    if (Stores.path(destination.location()).isEmpty()) {
      options.putIfAbsent(Stores.RETRY_SECONDS, IMPATIENT);
    }
    Destination impatient =
        new Destination(
            destination.name(), destination.location(), destination.password(), options);
    try (Repositories there = at(impatient, settings.storage())) {
      boolean exists = there.exists();
      if (!workspace.repositories().exists()) {
        return new Info.Copy(destination.name(), destination.location(), exists, 0, 0, "");
      }
      Repository from = workspace.repositories().open();
      if (!exists) {
        long all =
            from.snapshots().ids().stream()
                .filter(id -> belongs(from.snapshots().get(id), destination, Optional.empty()))
                .count();
        return new Info.Copy(destination.name(), destination.location(), false, 0, all, "");
      }
      Repository to = there.open();
      int missing =
          new Copier(from, to).missing(r -> belongs(r, destination, Optional.empty())).size();
      long count = to.snapshots().ids().size();
      return new Info.Copy(destination.name(), destination.location(), true, count, missing, "");
    } catch (BelayException e) {
      return new Info.Copy(
          destination.name(), destination.location(), false, 0, 0, String.valueOf(e.getMessage()));
    }
  }
}
