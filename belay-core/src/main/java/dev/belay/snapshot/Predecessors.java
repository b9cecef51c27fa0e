package dev.belay.snapshot;

import dev.belay.model.BelayException;
import dev.belay.model.Table;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.repository.SnapshotRecord;
import dev.belay.repository.Snapshots;
import dev.belay.rows.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Where a snapshot that is being written looks for what its tables were before: the newest
 * snapshots of the database, each opened only when the ones before it do not have the table. What
 * can't be read is passed over, since a predecessor saves space and nothing else depends on it.
 * Thread-safe.
 */
public final class Predecessors {
  /** A table that none of so many snapshots holds is stored as if it were new. */
  private static final int MOST = 4;

  /**
   * @param alike whether the same was asked for: then its tables are likely to be closest
   */
  private record Found(SnapshotId id, SnapshotRecord record, boolean alike) {}

  private static final Comparator<Found> BY_TIME =
      Comparator.comparing(Found::alike)
          .thenComparing(found -> found.record().time())
          .thenComparing(found -> found.id().value());

  /** From how many snapshots on threads are worth their start. */
  private static final int MANY = 64;

  private static final int AT_ONCE = 4;

  private final Repository repository;
  private final Snapshots snapshots;
  private final String database;
  private final String profile;
  private final List<SnapshotDataset> opened = new ArrayList<>();
  private Optional<List<Found>> left = Optional.empty();

  private Predecessors(
      Repository repository,
      Snapshots snapshots,
      String database,
      String profile,
      List<SnapshotDataset> first) {
    this.repository = repository;
    this.snapshots = snapshots;
    this.database = database;
    this.profile = profile;
    this.opened.addAll(first);
  }

  /** The newest snapshots of a database, whole ones first. */
  public static Predecessors newest(Repository repository, String database) {
    return newest(repository, repository.snapshots(), database, "");
  }

  /**
   * The same, those first that this profile chose the content of.
   *
   * @param snapshots the repository's, as who asks has looked at them, or will
   */
  public static Predecessors newest(
      Repository repository, Snapshots snapshots, String database, String profile) {
    return new Predecessors(repository, snapshots, database, profile, List.of());
  }

  /** The same after another snapshot, which is likely to be closer. */
  public static Predecessors of(
      Repository repository, String database, Optional<SnapshotDataset> first) {
    return new Predecessors(
        repository, repository.snapshots(), database, "", first.map(List::of).orElse(List.of()));
  }

  /** No snapshots at all: everything is stored as it is. */
  public static Predecessors none(Repository repository) {
    Predecessors none = new Predecessors(repository, repository.snapshots(), "", "", List.of());
    none.left = Optional.of(List.of());
    return none;
  }

  synchronized Optional<Predecessor> of(Table table) {
    for (int i = 0; i < opened.size() || openNext(); i++) {
      SnapshotDataset snapshot = opened.get(i);
      Optional<Table> before = snapshot.catalog().table(table.name());
      if (before.isPresent() && Predecessor.fits(before.get(), table)) {
        return Optional.of(snapshot.predecessor(before.get()));
      }
    }
    return Optional.empty();
  }

  private boolean openNext() {
    if (left.isEmpty()) {
      left = Optional.of(find());
    }
    while (!left.get().isEmpty()) {
      Found next = left.get().remove(0);
      try {
        opened.add(SnapshotDataset.open(next.id().toString(), next.record(), repository.blobs()));
        return true;
      } catch (BelayException e) {
        // Damaged, newer than this program, or not Belay's: an older one will do.
      }
    }
    return false;
  }

  private List<Found> find() {
    PriorityQueue<Found> newest = new PriorityQueue<>(BY_TIME);
    List<SnapshotId> ids = snapshots.ids();
    try {
      Lanes.each(ids.size() < MANY ? 1 : AT_ONCE, ids, id -> look(id, newest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Found> found = new ArrayList<>(newest);
    found.sort(BY_TIME.reversed());
    return found;
  }

  private void look(SnapshotId id, PriorityQueue<Found> newest) {
    SnapshotRecord record;
    try {
      record = snapshots.get(id);
    } catch (BelayException e) {
      return; // gone since it was listed, or damaged
    }
    if (record.paths().equals(List.of("/" + database))) {
      synchronized (newest) {
        newest.add(new Found(id, record, SnapshotFacts.profile(record).equals(profile)));
        if (newest.size() > MOST) {
          newest.poll();
        }
      }
    }
  }
}
