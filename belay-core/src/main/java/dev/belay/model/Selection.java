package dev.belay.model;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tables an operation covers. Names are exact, with or without the schema; {@code *} stands
 * for any run of characters.
 *
 * @param tables only these; empty for all
 * @param excludeTables all but these
 */
public record Selection(List<String> tables, List<String> excludeTables) {
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

  private static String hint(String name, List<Table> all) {
    return all.stream()
        .map(t -> t.name().toString())
        .min(Comparator.comparingInt(t -> distance(name, t)))
        .map(t -> "did you mean " + t + "?")
        .orElse("it has no tables");
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
