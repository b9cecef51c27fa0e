package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.Info;
import dev.belay.model.Info.DatabaseInfo;
import dev.belay.model.SnapshotDetails;
import dev.belay.model.SnapshotScope;
import dev.belay.model.SnapshotSummary;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts together what is only told. */
final class Reports {
  private Reports() {}

  static SnapshotDetails details(SnapshotDataset opened, Snapshots snapshots) {
    Manifest manifest = opened.manifest();
    SnapshotSummary summary = snapshots.noted(SnapshotId.parse(opened.name()), manifest);
    return new SnapshotDetails(
        summary,
        manifest.address(),
        opened.catalog(),
        manifest.tables().stream()
            .map(t -> new SnapshotDetails.StoredTable(t.table(), t.rows(), t.bytes(), t.digest()))
            .toList(),
        manifest.counters(),
        manifest.noSchema(),
        manifest.warnings(),
        manifest.tool(),
        scope(manifest.selection()),
        manifest.files(),
        new Growths(snapshots).of(manifest));
  }

  private static SnapshotScope scope(Manifest.SelectionNote asked) {
    return new SnapshotScope(
        asked.tables(),
        asked.excludeTables(),
        asked.profile(),
        asked.rows(),
        asked.excludeColumns());
  }

  static Info info(
      Settings settings, Databases databases, Repositories repositories, Copying copying)
      throws IOException {
    List<String> problems = new ArrayList<>();
    Map<String, List<SnapshotSummary>> byDatabase = new TreeMap<>();
    Optional<String> id = Optional.empty();
    boolean exists = true;
    try {
      exists = repositories.exists();
      if (exists) {
        Repository repository = repositories.open();
        id = Optional.of(repository.id());
        new Snapshots(repository)
            .list(
                ListRequest.ALL,
                s -> byDatabase.computeIfAbsent(s.database(), d -> new ArrayList<>()).add(s));
      }
    } catch (BelayException e) {
      problems.add(e.getMessage());
    }
    databases.named().keySet().forEach(n -> byDatabase.computeIfAbsent(n, d -> new ArrayList<>()));
    List<DatabaseInfo> infos = new ArrayList<>();
    byDatabase.forEach((name, snapshots) -> infos.add(info(name, snapshots, databases, problems)));
    long count = byDatabase.values().stream().mapToLong(List::size).sum();
    List<Info.Copy> copies = copying.states();
    for (Info.Copy copy : copies) {
      if (!copy.problem().isEmpty()) {
        problems.add(copy.name() + ": " + copy.problem());
      } else if (copy.missing() > 0) {
        problems.add(
            copy.name() + ": " + copy.missing() + " snapshots are not there yet; run: belay copy");
      }
    }
    return new Info(
        Version.NUMBER, settings.repository(), exists, id, count, infos, copies, problems);
  }

  private static DatabaseInfo info(
      String name, List<SnapshotSummary> snapshots, Databases databases, List<String> problems) {
    Optional<SnapshotSummary> last =
        snapshots.stream().filter(s -> !s.type().equals("safety")).findFirst();
    String address = "";
    String engine = last.map(SnapshotSummary::engine).orElse("");
    boolean isProtected = false;
    if (databases.named().containsKey(name)) {
      try {
        Databases.Found found = databases.find(name);
        address = found.database().address().display();
        engine = found.database().address().engine();
        isProtected = found.isProtected();
      } catch (BelayException e) {
        problems.add(name + ": " + e.getMessage());
      }
      if (last.isEmpty()) {
        problems.add(name + ": no snapshot yet; run: belay backup " + name);
      }
    }
    return new DatabaseInfo(name, address, engine, last, snapshots.size(), isProtected);
  }
}
