package dev.belay.cli;

import dev.belay.model.ForgetPlan;
import dev.belay.model.PruneResult;
import dev.belay.model.RemovedSnapshot;
import dev.belay.model.SnapshotSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents about what is kept that {@code --json} writes; see {@link SnapshotShapes}. */
final class RetentionShapes {
  private RetentionShapes() {}

  record Forget(
      String outcome,
      long kept,
      long removed,
      List<String> snapshotsRemoved,
      List<Group> groups,
      List<String> refusals) {
    record Group(
        @Nullable String type,
        String host,
        List<String> paths,
        List<String> tags,
        List<Item> keep,
        List<Item> remove) {}

    record Item(String snapshot, String time, String database, String type, List<String> reasons) {
      static Item of(ForgetPlan.Item item) {
        SnapshotSummary s = item.snapshot();
        return new Item(
            s.snapshot(), Shapes.time(s.time()), s.database(), s.type(), item.reasons());
      }
    }

    static Forget of(ForgetPlan plan, String outcome, List<String> removed) {
      return new Forget(
          outcome,
          plan.kept(),
          plan.removed().size(),
          removed,
          plan.groups().stream()
              .map(
                  g ->
                      new Group(
                          Shapes.orNull(g.type()),
                          g.host(),
                          g.paths(),
                          g.tags(),
                          g.items().stream().filter(i -> i.keep()).map(Item::of).toList(),
                          g.items().stream().filter(i -> !i.keep()).map(Item::of).toList()))
              .toList(),
          plan.refusals());
    }
  }

  record Prune(
      boolean dryRun,
      long packsKept,
      long packsRemoved,
      long packsRepacked,
      long packsPutOff,
      long bytesFreed,
      long bytesKept,
      long bytesUnused,
      long snapshotsExpired,
      long snapshotsLost,
      boolean oldVersionsKept) {
    static Prune of(PruneResult r) {
      return new Prune(
          r.dryRun(),
          r.packsKept(),
          r.packsRemoved(),
          r.packsRepacked(),
          r.packsPutOff(),
          r.bytesFreed(),
          r.bytesKept(),
          r.bytesUnused(),
          r.snapshotsExpired(),
          r.snapshotsLost(),
          r.oldVersionsKept());
    }
  }

  record Deleted(List<String> removed) {}

  record Removed(List<Entry> snapshots) {
    record Entry(
        String snapshot,
        String time,
        String database,
        String type,
        String description,
        String removed,
        String expires) {
      static Entry of(RemovedSnapshot r) {
        SnapshotSummary s = r.snapshot();
        return new Entry(
            s.snapshot(),
            Shapes.time(s.time()),
            s.database(),
            s.type(),
            s.description(),
            Shapes.time(r.removed()),
            Shapes.time(r.expires()));
      }
    }
  }

  /** What became of one snapshot. */
  static void tell(Output output, SnapshotSummary snapshot, String what) {
    if (output.json()) {
      output.document(SnapshotShapes.Snapshot.of(snapshot));
    } else {
      output.line(
          "snapshot %s of %s %s"
              .formatted(
                  output.style().bold(Human.id(snapshot.snapshot())),
                  Printable.clean(snapshot.database()),
                  Printable.clean(what)));
    }
  }
}
