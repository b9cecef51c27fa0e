package dev.belay.retention;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * By what snapshots are put into groups, each of which a policy judges by itself.
 *
 * @param host by where they were taken
 * @param paths by what is in them; with Belay: by database
 * @param tags by all their tags
 */
public record Grouping(boolean host, boolean paths, boolean tags) {
  /** restic's. */
  public static final Grouping STANDARD = new Grouping(true, true, false);

  /**
   * What the snapshots of a group have in common; empty for what was not asked for.
   *
   * @param host where they were taken
   * @param paths what is in them, sorted
   * @param tags their tags, sorted
   */
  public record Key(String host, List<String> paths, List<String> tags) {
    public Key {
      paths = List.copyOf(paths);
      tags = List.copyOf(tags);
    }
  }

  /**
   * Reads {@code host,paths,tags} or a part of it; nothing means one group of all. Throws
   * IllegalArgumentException for anything else.
   */
  public static Grouping parse(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      switch (word.trim()) {
        case "" -> {}
        case "host", "hosts" -> words.add("host");
        case "path", "paths" -> words.add("paths");
        case "tag", "tags" -> words.add("tags");
        default ->
            throw new IllegalArgumentException(
                "snapshots can be grouped by host, paths and tags, not by " + word.trim());
      }
    }
    return new Grouping(words.contains("host"), words.contains("paths"), words.contains("tags"));
  }

  /** The groups, in the order in which their first snapshots come. */
  public Map<Key, List<Subject>> of(Collection<Subject> subjects) {
    Map<Key, List<Subject>> groups = new LinkedHashMap<>();
    for (Subject subject : subjects) {
      Key key =
          new Key(
              host ? subject.host() : "",
              paths ? subject.paths().stream().sorted().toList() : List.of(),
              tags ? subject.tags().stream().sorted().toList() : List.of());
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(subject);
    }
    return groups;
  }
}
