package dev.belay.model;

import java.util.List;
import java.util.Optional;

/**
 * What a policy would keep and remove.
 *
 * @param groups the snapshots that were judged together
 * @param refusals why it is not carried out without {@code --allow-mass-removal}; a line each
 */
public record ForgetPlan(List<Group> groups, List<String> refusals) {
  public ForgetPlan {
    groups = List.copyOf(groups);
    refusals = List.copyOf(refusals);
  }

  /**
   * Snapshots that are judged together.
   *
   * @param type the type that a policy of its own is for; empty for all others
   * @param host where they were taken; empty where they were not grouped by it
   * @param paths what is in them; empty where they were not grouped by it
   * @param tags their tags; empty where they were not grouped by them
   * @param items newest first
   */
  public record Group(
      Optional<String> type, String host, List<String> paths, List<String> tags, List<Item> items) {
    public Group {
      paths = List.copyOf(paths);
      tags = List.copyOf(tags);
      items = List.copyOf(items);
    }
  }

  /**
   * One snapshot.
   *
   * @param snapshot which
   * @param reasons why it is kept; empty where it is removed
   */
  public record Item(SnapshotSummary snapshot, List<String> reasons) {
    public Item {
      reasons = List.copyOf(reasons);
    }

    /** Whether it is kept. */
    public boolean keep() {
      return !reasons.isEmpty();
    }
  }

  /** What is removed. */
  public List<SnapshotSummary> removed() {
    return groups.stream()
        .flatMap(group -> group.items().stream())
        .filter(item -> !item.keep())
        .map(Item::snapshot)
        .toList();
  }

  /** How many are kept. */
  public long kept() {
    return groups.stream().flatMap(group -> group.items().stream()).filter(Item::keep).count();
  }
}
