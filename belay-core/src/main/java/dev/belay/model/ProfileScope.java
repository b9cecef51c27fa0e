package dev.belay.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A profile beside the tables of a database: which of them it covers, and which its rules are for.
 *
 * <p>With {@code include}, those tables are covered, else all that the profile names and does not
 * exclude. What no part of the profile names is covered if {@code new-tables} says so.
 */
public final class ProfileScope {
  /** As many unnamed tables are told by name: more are not read. */
  private static final int TOLD = 12;

  private final Profile profile;
  private final List<Table> all;
  private final String owner;
  private final TableGroups groups;
  private final List<TableName> unnamed;
  private final List<Table> covered;

  private ProfileScope(Profile profile, List<Table> all, String owner) {
    this.profile = profile;
    this.all = List.copyOf(all);
    this.owner = owner;
    this.groups = new TableGroups(profile.groups());
    this.unnamed = findUnnamed();
    this.covered = findCovered();
  }

  /**
   * A profile for these tables. NOT_FOUND, with everything that does not fit and the nearest name
   * to each, where the profile names a table, a column or a group that is not there.
   *
   * @param owner what the tables belong to, for the message
   */
  public static ProfileScope of(Profile profile, List<Table> all, String owner) {
    new ProfileCheck(profile, all, owner).run();
    return new ProfileScope(profile, all, owner);
  }

  public Profile profile() {
    return profile;
  }

  /** The tables that are covered, in the order of the catalog. */
  public List<Table> tables() {
    return covered;
  }

  /**
   * The covered tables as a selection; NOT_FOUND where there is none, since nothing selected would
   * mean everything.
   */
  public Selection selection() {
    if (covered.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "profile " + profile.name() + " covers no table of " + owner,
          "name some under 'include', or say 'new-tables: in'");
    }
    return new Selection(
        covered.stream().map(t -> t.name().schema() + "." + t.name().name()).toList(), List.of());
  }

  /** The tables that no part of the profile names, whether they are covered or not. */
  public List<TableName> unnamed() {
    return unnamed;
  }

  /**
   * What a person should know of {@link #unnamed}; empty where there is none, or the profile does
   * not choose tables at all.
   */
  public Optional<String> note() {
    boolean chooses = !profile.include().isEmpty() || !profile.exclude().isEmpty();
    boolean in = profile.newTables() == Profile.NewTables.IN;
    if (unnamed.isEmpty() || (in && !chooses)) {
      return Optional.empty();
    }
    return Optional.of(
        "profile %s does not name %s; %s (new-tables: %s)"
            .formatted(
                profile.name(), told(), in ? "taken along" : "left alone", in ? "in" : "out"));
  }

  private String told() {
    String some = String.join(", ", unnamed.stream().limit(TOLD).map(TableName::toString).toList());
    int more = unnamed.size() - TOLD;
    return more > 0 ? some + " and %,d more".formatted(more) : some;
  }

  /**
   * The tables of the database that these names, patterns and groups stand for; NOT_FOUND where one
   * of them stands for none.
   */
  public List<Table> tables(Collection<String> patterns) {
    Set<Table> found = new LinkedHashSet<>();
    for (String name : expand(patterns)) {
      found.addAll(new Selection(List.of(name), List.of()).of(all, owner));
    }
    return all.stream().filter(found::contains).toList();
  }

  /**
   * The same by what they are called: the partitions of a partitioned table that is named are one,
   * under its name.
   */
  public Map<String, List<Table>> named(Collection<String> patterns) {
    Map<String, List<Table>> named = new LinkedHashMap<>();
    for (String name : expand(patterns)) {
      TablePattern pattern = new TablePattern(name);
      for (Table table : tables(List.of(name))) {
        String called = pattern.whole(table).orElse(table.name()).toString();
        List<Table> together = named.computeIfAbsent(called, k -> new ArrayList<>());
        if (!together.contains(table)) {
          together.add(table);
        }
      }
    }
    return named;
  }

  /** Which rows of a covered table are covered: a condition in the engine's SQL; empty for all. */
  public Map<TableName, String> where() {
    Map<TableName, String> where = new LinkedHashMap<>();
    profile
        .where()
        .forEach((name, sql) -> tables(List.of(name)).forEach(t -> where.put(t.name(), sql)));
    where.keySet().retainAll(names(covered));
    return where;
  }

  /** The columns of covered tables that are left out of snapshots. */
  public Map<TableName, List<String>> excludeColumns() {
    Map<TableName, List<String>> columns = new LinkedHashMap<>();
    profile
        .excludeColumns()
        .forEach(
            (name, some) ->
                tables(List.of(name))
                    .forEach(
                        t ->
                            columns.merge(
                                t.name(),
                                some,
                                (a, b) -> {
                                  Set<String> both = new LinkedHashSet<>(a);
                                  both.addAll(b);
                                  return List.copyOf(both);
                                })));
    columns.keySet().retainAll(names(covered));
    return columns;
  }

  /** The natural keys of tables. */
  public Map<TableName, List<String>> keys() {
    Map<TableName, List<String>> keys = new LinkedHashMap<>();
    profile
        .keys()
        .forEach((name, key) -> tables(List.of(name)).forEach(t -> keys.put(t.name(), key)));
    return keys;
  }

  private List<TableName> findUnnamed() {
    Set<TableName> named = names(matching(ProfileNames.of(profile)));
    return all.stream().map(Table::name).filter(name -> !named.contains(name)).toList();
  }

  private List<Table> findCovered() {
    Set<TableName> chosen =
        profile.include().isEmpty() ? names(all) : names(matching(profile.include()));
    if (profile.newTables() == Profile.NewTables.IN) {
      chosen.addAll(unnamed);
    } else {
      chosen.removeAll(unnamed);
    }
    chosen.removeAll(names(matching(profile.exclude())));
    return Selection.withCompanions(chosen, all);
  }

  private List<Table> matching(Collection<String> patterns) {
    List<TablePattern> names = expand(patterns).stream().map(TablePattern::new).toList();
    return all.stream().filter(t -> names.stream().anyMatch(n -> n.matches(t))).toList();
  }

  private List<String> expand(Collection<String> patterns) {
    List<String> problems = new ArrayList<>();
    List<String> expanded = groups.expand(patterns, problems::add);
    if (!problems.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "profile " + profile.name() + ": " + String.join("; ", problems),
          "the profile has the groups " + String.join(", ", profile.groups().keySet()));
    }
    return expanded;
  }

  private static Set<TableName> names(List<Table> tables) {
    Set<TableName> names = new LinkedHashSet<>();
    tables.forEach(t -> names.add(t.name()));
    return names;
  }
}
