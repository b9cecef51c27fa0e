package dev.belay.retention;

import java.time.Instant;
import java.util.List;

/**
 * What a policy looks at of a snapshot.
 *
 * @param id its id
 * @param time its moment
 * @param host where it was taken
 * @param paths what is in it, as restic shows it
 * @param tags as restic filters by: the type and the person's tags
 */
public record Subject(String id, Instant time, String host, List<String> paths, List<String> tags) {
  public Subject {
    paths = List.copyOf(paths);
    tags = List.copyOf(tags);
  }

  /** Whether it has all of these tags; an empty tag fits where there are none at all. */
  boolean hasAll(List<String> wanted) {
    return wanted.stream().allMatch(tag -> (tag.isEmpty() && tags.isEmpty()) || tags.contains(tag));
  }
}
