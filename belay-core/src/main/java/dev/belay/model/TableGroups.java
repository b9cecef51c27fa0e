package dev.belay.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Names for sets of tables. A set may name another one, as {@code group:NAME}.
 *
 * @param members what each group is made of: table names, patterns, other groups
 */
public record TableGroups(Map<String, List<String>> members) {
  private static final String MARK = "group:";

  public TableGroups {
    members = Profile.ordered(members);
  }

  /**
   * These names with each group replaced by what it is made of, none twice.
   *
   * @param problems is told of groups that do not exist or contain themselves; they are left out
   */
  public List<String> expand(Collection<String> names, Consumer<String> problems) {
    Set<String> expanded = new LinkedHashSet<>();
    for (String name : names) {
      expand(name, expanded, new ArrayDeque<>(), problems);
    }
    return List.copyOf(expanded);
  }

  private void expand(
      String name, Set<String> expanded, Deque<String> within, Consumer<String> problems) {
    if (!name.startsWith(MARK)) {
      expanded.add(name);
      return;
    }
    String group = name.substring(MARK.length());
    List<String> parts = members.get(group);
    if (parts == null) {
      problems.accept("no group " + group + "." + Nearest.question(group, members.keySet()));
    } else if (within.contains(group)) {
      problems.accept("group " + circle(within, group) + " contains itself");
    } else {
      within.addLast(group);
      parts.forEach(part -> expand(part, expanded, within, problems));
      within.removeLast();
    }
  }

  private static String circle(Deque<String> within, String group) {
    List<String> path = new ArrayList<>(within);
    List<String> circle = new ArrayList<>(path.subList(path.indexOf(group), path.size()));
    circle.add(group);
    // The same circle is found from each of its groups: it is told beginning with the first.
    return circle.size() == 2 ? group : String.join(" → ", circle);
  }
}
