package dev.belay.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds everything in a profile that does not fit a database's tables, and tells it at once. */
final class ProfileCheck {
  private final Profile profile;
  private final List<Table> all;
  private final String owner;
  private final TableGroups groups;
  private final Set<String> problems = new LinkedHashSet<>();

  ProfileCheck(Profile profile, List<Table> all, String owner) {
    this.profile = profile;
    this.all = all;
    this.owner = owner;
    this.groups = new TableGroups(profile.groups());
  }

  /** NOT_FOUND where anything does not fit. */
  void run() {
    ProfileNames.byPlace(profile)
        .forEach((place, names) -> groups.expand(names, problem(place)).forEach(tables(place)));
    columns();
    once("where", profile.where().keySet());
    once("keys", profile.keys().keySet());
    if (problems.isEmpty()) {
      return;
    }
    String what = "profile " + profile.name() + " does not fit " + owner;
    throw new BelayException(
        ErrorCode.NOT_FOUND,
        problems.size() == 1
            ? what + ": " + problems.iterator().next()
            : what + ", in " + problems.size() + " places\n  " + String.join("\n  ", problems),
        "mend the profile; nothing was done");
  }

  private Consumer<String> problem(String place) {
    return problem -> problems.add(place + ": " + problem);
  }

  private Consumer<String> tables(String place) {
    return name -> {
      if (matching(name).isEmpty()) {
        List<String> known = new ArrayList<>(all.stream().map(t -> t.name().toString()).toList());
        problems.add(place + ": no table " + name + "." + Nearest.question(name, known));
      }
    };
  }

  private List<Table> matching(String name) {
    TablePattern pattern = new TablePattern(name);
    return all.stream().filter(pattern::matches).toList();
  }

  private void columns() {
    profile.excludeColumns().forEach((name, some) -> columns("exclude-columns", name, some));
    profile.excludeColumns().forEach(this::noKeys);
    rules("on-restore", profile.onRestore());
    rules("cleanup", profile.cleanup());
    profile.keys().forEach((name, key) -> columns("keys", name, key));
    profile
        .reset()
        .ifPresent(
            reset ->
                reset
                    .seed()
                    .forEach(
                        (name, seed) ->
                            seed.column()
                                .ifPresent(c -> columns("reset: seed", name, List.of(c)))));
  }

  private void rules(String place, Rules rules) {
    rules.set().forEach(set -> columns(place + ": set", set.table(), set.values().keySet()));
  }

  private void columns(String place, String name, Collection<String> some) {
    for (String each : groups.expand(List.of(name), problem(place))) {
      for (Table table : matching(each)) {
        List<String> known = table.columns().stream().map(Column::name).toList();
        for (String column : some) {
          if (!known.contains(column)) {
            problems.add(
                "%s: %s has no column %s.%s"
                    .formatted(place, table.name(), column, Nearest.question(column, known)));
          }
        }
      }
    }
  }

  /** A row without its key could not be found again. */
  private void noKeys(String name, List<String> some) {
    for (String each : groups.expand(List.of(name), problem("exclude-columns"))) {
      for (Table table : matching(each)) {
        if (table.key().isEmpty()) {
          problems.add(
              "exclude-columns: rows of %s have no key and are told apart by all columns"
                  .formatted(table.name()));
        }
        some.stream()
            .filter(table.key()::contains)
            .forEach(
                column ->
                    problems.add(
                        "exclude-columns: %s is in the key of %s and can't be left out"
                            .formatted(column, table.name())));
      }
    }
  }

  private void once(String place, Collection<String> names) {
    Set<TableName> seen = new HashSet<>();
    for (String name : groups.expand(names, problem(place))) {
      for (Table table : matching(name)) {
        if (!seen.add(table.name())) {
          problems.add(place + ": " + table.name() + " is named twice");
        }
      }
    }
  }
}
