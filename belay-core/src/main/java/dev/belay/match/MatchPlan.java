package dev.belay.match;

import dev.belay.match.MatchStep.Role;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Works out which tables natural keys concern, and in which order: the named ones, and those whose
 * references lead to them over any number of hops. Pure: it knows structures, no rows.
 */
final class MatchPlan {
  private final Map<TableName, Pair> pairs = new TreeMap<>();
  private final Map<TableName, List<String>> keys;
  private final Map<TableName, Set<String>> changed = new TreeMap<>();
  private final Set<TableName> byContent = new TreeSet<>();

  /**
   * A table on both sides.
   *
   * @param source as the source has it
   * @param live as the database has it
   * @param numbering whether the database numbers its rows itself
   */
  record Pair(Table source, Table live, boolean numbering) {
    TableName name() {
      return source.name();
    }

    /** Whether it is a partition of that table. */
    boolean partOf(TableName whole) {
      return live.partitionOf().contains(whole);
    }

    /** The references of either side that the source's columns have. */
    List<Link> links() {
      Set<Link> links = new LinkedHashSet<>();
      List<String> stored = names(source);
      for (List<ForeignKey> keys : List.of(live.foreignKeys(), source.foreignKeys())) {
        keys.stream()
            .map(Link::of)
            .filter(l -> stored.containsAll(l.columns()))
            .forEach(links::add);
      }
      return List.copyOf(links);
    }
  }

  private MatchPlan(Collection<Pair> all, Map<TableName, List<String>> keys) {
    all.forEach(p -> pairs.put(p.source().name(), p));
    this.keys = new TreeMap<>(keys);
    this.keys.keySet().retainAll(pairs.keySet());
  }

  /**
   * The steps, in order.
   *
   * @param all the tables that take part, and those that they refer to
   * @param keys natural keys; USAGE where one can't be used
   */
  static List<MatchStep> of(Collection<Pair> all, Map<TableName, List<String>> keys) {
    MatchPlan plan = new MatchPlan(all, keys);
    plan.keys.forEach(plan::checkKey);
    plan.findChanges();
    plan.refuseLost();
    Map<TableName, MatchStep> steps = new TreeMap<>();
    for (TableName table : plan.changed.keySet()) {
      steps.put(table, plan.step(plan.pair(table)));
    }
    return new StepOrder(steps).sorted();
  }

  private Pair pair(TableName table) {
    Pair pair = pairs.get(table);
    if (pair == null) {
      throw new IllegalArgumentException(table + " takes no part");
    }
    return pair;
  }

  private void checkKey(TableName table, List<String> by) {
    Pair pair = pair(table);
    if (pair.source().key().isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "%s has no primary key, so its rows are told apart by all they hold".formatted(table),
          "leave its key out");
    }
    if (by.isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE, "the natural key of " + table + " has no columns", "name them");
    }
  }

  // ---- what changes

  private void findChanges() {
    for (TableName table : keys.keySet()) {
      changed.put(table, new LinkedHashSet<>(pair(table).source().key()));
    }
    boolean more = !changed.isEmpty();
    while (more) {
      more = false;
      for (Pair pair : pairs.values()) {
        more |= follow(pair);
      }
    }
  }

  private boolean follow(Pair pair) {
    TableName table = pair.source().name();
    Set<String> columns = new LinkedHashSet<>();
    for (Link link : pair.links()) {
      for (int i = 0; i < link.columns().size(); i++) {
        if (changes(link.target(), link.targetColumns().get(i))) {
          columns.add(link.columns().get(i));
        }
      }
    }
    if (!columns.isEmpty() && !keys.containsKey(table) && isNumber(pair)) {
      byContent.add(table);
      columns.addAll(pair.source().key());
    }
    return !columns.isEmpty()
        && changed.computeIfAbsent(table, t -> new LinkedHashSet<>()).addAll(columns);
  }

  /** Which partition a row is in that others refer to can't be told here. */
  private void refuseLost() {
    List<String> lost = new ArrayList<>();
    for (Pair pair : pairs.values()) {
      for (Link link : pair.links()) {
        if (pairs.values().stream()
            .filter(p -> p.partOf(link.target()))
            .anyMatch(p -> link.targetColumns().stream().anyMatch(c -> changes(p.name(), c)))) {
          lost.add(pair.name() + " to " + link.target());
        }
      }
    }
    if (!lost.isEmpty()) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "references to partitioned tables can't follow their rows: " + String.join(", ", lost),
          "leave these tables out (--exclude-table), or restore without --key");
    }
  }

  private boolean changes(TableName table, String column) {
    Set<String> columns = changed.get(table);
    return columns != null && columns.contains(column);
  }

  /** Whether the key is a number that says nothing: not given by people, and no reference. */
  private static boolean isNumber(Pair pair) {
    return isNumbered(pair) && pair.numbering();
  }

  private static boolean isNumbered(Pair pair) {
    List<String> key = pair.source().key();
    return key.size() == 1
        && pair.source().column(key.get(0)).orElseThrow().form() == Form.INTEGER
        && pair.links().stream().noneMatch(l -> l.columns().contains(key.get(0)));
  }

  // ---- one step

  private MatchStep step(Pair pair) {
    TableName table = pair.source().name();
    Role role =
        keys.containsKey(table)
            ? Role.NATURAL
            : byContent.contains(table) ? Role.CONTENT : Role.KEY;
    List<Link> active = pair.links().stream().filter(this::active).toList();
    List<String> by = by(pair, role);
    Set<String> needed = new LinkedHashSet<>(by);
    if (role == Role.KEY) {
      needed.addAll(pair.source().key());
    }
    needed.addAll(referenced(table));
    List<Link> before = new ArrayList<>();
    List<Link> self = new ArrayList<>();
    List<Link> after = new ArrayList<>();
    for (Link link : active) {
      boolean now = link.columns().stream().anyMatch(needed::contains);
      boolean own = link.target().equals(table);
      (now ? own ? self : before : after).add(link);
    }
    if (role == Role.NATURAL) {
      checkReferencesInKey(pair, active, by);
    }
    checkSelf(pair, role, self);
    return new MatchStep(
        pair.source(),
        pair.live(),
        role,
        by,
        role != Role.KEY && isNumbered(pair),
        List.copyOf(changed.getOrDefault(table, Set.of())),
        before,
        self,
        after);
  }

  private boolean active(Link link) {
    return link.targetColumns().stream().anyMatch(c -> changes(link.target(), c));
  }

  private List<String> by(Pair pair, Role role) {
    return switch (role) {
      case NATURAL -> keys.getOrDefault(pair.source().name(), List.of());
      case CONTENT ->
          names(pair.source()).stream()
              .filter(c -> !pair.source().key().contains(c))
              .filter(names(pair.live())::contains)
              .toList();
      case KEY -> List.of();
    };
  }

  /** Columns of a table, other than its own id, that other references name and that change. */
  private Set<String> referenced(TableName table) {
    Set<String> columns = new LinkedHashSet<>();
    for (Pair pair : pairs.values()) {
      for (Link link : pair.links()) {
        if (link.target().equals(table)) {
          link.targetColumns().stream().filter(c -> changes(table, c)).forEach(columns::add);
        }
      }
    }
    return columns;
  }

  /** A row can't take its key from the live row and from what it refers to, unless they agree. */
  private static void checkReferencesInKey(Pair pair, List<Link> active, List<String> by) {
    for (Link link : active) {
      List<String> apart =
          link.columns().stream()
              .filter(c -> pair.source().key().contains(c) && !by.contains(c))
              .toList();
      if (!apart.isEmpty()) {
        throw new BelayException(
            ErrorCode.USAGE,
            "%s can't be matched by %s: its primary key holds %s, which refers to %s"
                .formatted(
                    pair.source().name(),
                    String.join(", ", by),
                    String.join(", ", apart),
                    link.target()),
            "leave its key out, and it follows %s; or make %s a part of it"
                .formatted(link.target(), String.join(", ", apart)));
      }
    }
  }

  private static void checkSelf(Pair pair, Role role, List<Link> self) {
    for (Link link : self) {
      if (role != Role.CONTENT || !link.targetColumns().equals(pair.source().key())) {
        throw StepOrder.circle(List.of(pair.source().name(), pair.source().name()));
      }
    }
  }

  static List<String> names(Table table) {
    return table.stored().stream().map(dev.belay.model.Column::name).toList();
  }

  /**
   * The tables by name, with what they refer to over any number of hops: of a partitioned table,
   * its partitions.
   */
  static Map<TableName, Pair> withTargets(Collection<TableName> some, Map<TableName, Pair> all) {
    Map<TableName, Pair> found = new LinkedHashMap<>();
    List<TableName> open = new ArrayList<>(some);
    while (!open.isEmpty()) {
      TableName table = open.remove(open.size() - 1);
      Pair pair = all.get(table);
      if (pair != null && found.putIfAbsent(table, pair) == null) {
        for (Link link : pair.links()) {
          open.add(link.target());
          all.values().stream()
              .filter(p -> p.partOf(link.target()))
              .forEach(p -> open.add(p.name()));
        }
      }
    }
    return found;
  }
}
