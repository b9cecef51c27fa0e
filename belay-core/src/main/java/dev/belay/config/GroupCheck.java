package dev.belay.config;

import dev.belay.model.Profile;
import dev.belay.model.Rules;
import dev.belay.model.TableGroups;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds groups of a profile that do not exist or contain themselves. */
final class GroupCheck {
  private final Profile profile;
  private final Consumer<String> problems;

  GroupCheck(Profile profile, Consumer<String> problems) {
    this.profile = profile;
    this.problems = problems;
  }

  void run() {
    TableGroups groups = new TableGroups(profile.groups());
    Set<String> found = new LinkedHashSet<>();
    for (String group : profile.groups().keySet()) {
      groups.expand(List.of("group:" + group), found::add);
    }
    groups.expand(names(), found::add);
    found.forEach(problems);
  }

  /** Wherever a table may be named. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    List.of(profile.include(), profile.exclude(), profile.critical()).forEach(names::addAll);
    List.<Collection<String>>of(
            profile.where().keySet(), profile.excludeColumns().keySet(), profile.keys().keySet())
        .forEach(names::addAll);
    for (Rules rules : List.of(profile.onRestore(), profile.cleanup())) {
      names.addAll(rules.clear());
      names.addAll(rules.keep());
      names.addAll(rules.delete().keySet());
      rules.set().forEach(set -> names.add(set.table()));
    }
    profile
        .reset()
        .ifPresent(
            reset -> {
              names.addAll(reset.clear());
              names.addAll(reset.keep());
            });
    return names;
  }
}
