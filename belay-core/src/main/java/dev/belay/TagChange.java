package dev.belay;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a snapshot's tags.
 *
 * @param set first, all tags are replaced by these, where given
 * @param add then these are added
 * @param remove then these are taken away
 */
public record TagChange(Optional<List<String>> set, List<String> add, List<String> remove) {
  public TagChange {
    set = set.map(List::copyOf);
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  List<String> of(List<String> before) {
    Set<String> tags = new LinkedHashSet<>(set.orElse(before));
    tags.addAll(add);
    remove.forEach(tags::remove);
    return List.copyOf(tags);
  }
}
