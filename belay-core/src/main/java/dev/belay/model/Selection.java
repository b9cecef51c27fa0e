package dev.belay.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which tables an operation covers. Names are exact, with or without the schema; {@code *} stands
 * for any run of characters, and a partitioned table's name for its partitions.
 *
 * @param tables only these; empty for all
 * @param excludeTables all but these
 */
public record Selection(List<String> tables, List<String> excludeTables) {
  /** As many tables are told by name: more are not read. */
  private static final int TOLD = 12;

  /** All tables. */
  public static final Selection ALL = new Selection(List.of(), List.of());

  public Selection {
    tables = List.copyOf(tables);
    excludeTables = List.copyOf(excludeTables);
  }

  /** Whether nothing is left out by choice. */
  public boolean whole() {
    return tables.isEmpty() && excludeTables.isEmpty();
  }

  /**
   * The selected ones of these tables. NOT_FOUND, with the nearest name, where a name fits none of
   * them.
   *
   * @param where what the tables belong to, for the message
   */
  public List<Table> of(List<Table> all, String where) {
    Set<TableName> chosen = new HashSet<>(names(tables.isEmpty() ? all : List.of()));
    for (String name : tables) {
      chosen.addAll(names(matching(name, all, where)));
    }
    for (String name : excludeTables) {
      chosen.removeAll(names(matching(name, all, where)));
    }
    return withCompanions(chosen, all);
  }

  /** Whether some tables are chosen by name, and one of the names stands for this one. */
  public boolean names(Table table) {
    return tables.stream().anyMatch(name -> new TablePattern(name).matches(table))
        && excludeTables.stream().noneMatch(name -> new TablePattern(name).matches(table));
  }

  private static List<TableName> names(List<Table> tables) {
    return tables.stream().map(Table::name).toList();
  }

  /** The tables of a virtual table belong together: who has one has all. */
  static List<Table> withCompanions(Set<TableName> chosen, List<Table> all) {
    Set<String> virtual = new HashSet<>();
    all.stream().filter(t -> chosen.contains(t.name())).forEach(t -> virtual.add(t.partOf()));
    virtual.remove("");
    return all.stream()
        .filter(t -> chosen.contains(t.name()) || virtual.contains(t.partOf()))
        .toList();
  }

  private static List<Table> matching(String name, List<Table> all, String where) {
    TablePattern pattern = new TablePattern(name);
    List<Table> found = all.stream().filter(pattern::matches).toList();
    if (found.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND, "no table " + name + " in " + where, hint(name, all));
    }
    return found;
  }

  /** Snapshots from before partitions were noted know only their names. */
  private static Optional<String> parts(String name, List<String> known) {
    long parts =
        known.stream()
            .filter(k -> k.startsWith(name + "_"))
            .filter(k -> k.substring(name.length()).matches("_([a-z]?[0-9].*|default)"))
            .count();
    return parts < 2
        ? Optional.empty()
        : Optional.of("if %1$s is partitioned, name its partitions: '%1$s_*'".formatted(name));
  }

  private static String hint(String name, List<Table> all) {
    if (all.isEmpty()) {
      return "it has no tables";
    }
    List<String> known = all.stream().map(t -> t.name().toString()).toList();
    return parts(name, known)
        .or(() -> Nearest.to(name, known).map(t -> "did you mean " + t + "?"))
        .orElseGet(
            () ->
                "it has "
                    + String.join(", ", known.stream().limit(TOLD).toList())
                    + (known.size() > TOLD ? " and %,d more".formatted(known.size() - TOLD) : ""));
  }
}
