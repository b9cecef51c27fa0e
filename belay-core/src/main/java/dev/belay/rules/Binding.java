package dev.belay.rules;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.UserSql;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.ProfileScope;
import dev.belay.model.Rules;
import dev.belay.model.Selection;
import dev.belay.model.ShortId;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds out what rules mean for a source and a live database, before any row is read. */
final class Binding {
  /** As many missing tables are told by name: more are not read. */
  private static final int TOLD = 12;

  private final ChunkedDataset source;
  private final Selection selection;
  private final Catalog live;
  private final String owner;
  private final Optional<Ruling> ruling;
  private final Optional<ProfileScope> scope;
  private final Optional<Set<TableName>> covered;
  private final UserSql.Dialect dialect;
  private final List<Table> all;
  private final Set<TableName> kept = new TreeSet<>();
  private final Set<TableName> cleared = new TreeSet<>();
  private final Map<TableName, Table> chosen = new TreeMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<TableName, Set<String>> assigned = new TreeMap<>();
  private final Map<TableName, String> only = new TreeMap<>();
  private final Map<TableName, String> touched = new TreeMap<>();
  private final Set<TableName> missing = new TreeSet<>();

  /**
   * @param selection which tables of the source are asked for beside the profile
   * @param owner what people call the live database
   */
  Binding(
      ChunkedDataset source,
      Selection selection,
      Catalog live,
      String owner,
      Optional<Ruling> ruling) {
    this.source = source;
    this.selection = selection;
    this.live = live;
    this.owner = owner;
    this.ruling = ruling;
    this.dialect =
        live.engine().equals("sqlite") ? UserSql.Dialect.SQLITE : UserSql.Dialect.POSTGRESQL;
    Map<TableName, Table> both = new TreeMap<>();
    source.catalog().tables().forEach(t -> both.put(t.name(), t));
    live.tables().forEach(t -> both.put(t.name(), t));
    this.all = List.copyOf(both.values());
    this.scope = ruling.map(r -> ProfileScope.of(r.profile(), all, owner));
    this.covered = scope.map(s -> names(s.tables()));
    run();
  }

  private void run() {
    Set<TableName> asked = names(selection.of(all, owner));
    scope.ifPresent(s -> kept.addAll(names(ruling.orElseThrow().kept(s))));
    for (Table table : source.catalog().tables()) {
      TableName name = table.name();
      if (asked.contains(name) && covers(name) && !kept.contains(name)) {
        chosen.put(name, table);
      }
    }
    boolean any = !chosen.isEmpty();
    ruling.ifPresent(r -> rules(r, asked));
    ruling.filter(r -> !r.cleanup()).ifPresent(r -> missing(r, asked, any));
    conditions();
  }

  /**
   * What the profile would restore and the source does not have stays as it is. Where that is all
   * of it, the source is another one than was meant, and the rules alone would do harm.
   */
  private void missing(Ruling by, Set<TableName> asked, boolean any) {
    scope.orElseThrow().tables().stream()
        .map(Table::name)
        .filter(n -> asked.contains(n) && !kept.contains(n) && !cleared.contains(n))
        .filter(n -> source.catalog().table(n).isEmpty())
        .forEach(missing::add);
    if (!any && !missing.isEmpty()) {
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "%s has none of the tables that profile %s restores: %s"
              .formatted(ShortId.of(source.name()), by.profile().name(), told(missing)),
          "nothing was changed; is it the right source, and the right profile?");
    }
  }

  private static String told(Collection<TableName> names) {
    String some = String.join(", ", names.stream().limit(TOLD).map(TableName::toString).toList());
    int more = names.size() - TOLD;
    return more > 0 ? some + " and %,d more".formatted(more) : some;
  }

  private void rules(Ruling by, Set<TableName> asked) {
    Rules rules = by.rules();
    for (Table table : changing(rules.clear(), asked)) {
      cleared.add(table.name());
      choose(table);
    }
    rules
        .delete()
        .forEach(
            (name, condition) ->
                changing(List.of(name), asked)
                    .forEach(t -> add(t, Step.delete(by, t, condition, dialect))));
    for (Rules.SetRule set : rules.set()) {
      for (Table table : changing(List.of(set.table()), asked)) {
        add(table, Step.set(by, table, set, dialect));
        assigned
            .computeIfAbsent(table.name(), k -> new LinkedHashSet<>())
            .addAll(set.values().keySet());
      }
    }
    for (String statement : rules.after()) {
      Step step = Step.after(statement);
      steps.add(step);
      live.tables().stream()
          .filter(t -> asked.contains(t.name()) && !kept.contains(t.name()))
          .filter(t -> step.writes(t, dialect))
          .forEach(this::choose);
    }
  }

  /** The live tables that a rule names, without those that are to stay as they are. */
  private List<Table> changing(Collection<String> names, Set<TableName> asked) {
    return scope.orElseThrow().tables(names).stream()
        .filter(t -> live.table(t.name()).isPresent())
        .filter(t -> asked.contains(t.name()) && !kept.contains(t.name()))
        .toList();
  }

  private void choose(Table table) {
    chosen.putIfAbsent(table.name(), live.table(table.name()).orElseThrow());
  }

  private void add(Table table, Step step) {
    choose(table);
    steps.add(step);
  }

  /** Rows that a condition leaves out of the source, or out of what may be touched. */
  private void conditions() {
    Map<TableName, String> wanted = new LinkedHashMap<>();
    if (ruling.isPresent() && !ruling.get().cleanup()) {
      wanted.putAll(scope.orElseThrow().where());
    }
    for (TableName name : chosen.keySet()) {
      String has = source.where().get(name);
      String wants = wanted.get(name);
      if (!fromSource(name) || (has == null && wants == null)) {
        continue;
      }
      if (has == null) {
        only.put(name, wants);
        touched.put(name, wants);
      } else if (wants == null || wants.equals(has)) {
        touched.put(name, has);
      } else {
        only.put(name, wants);
        touched.put(name, "(" + plain(has) + ") AND (" + plain(wants) + ")");
      }
    }
  }

  /** Whether rows of this table may be missing because of a rule or a condition. */
  boolean takes(TableName name) {
    return cleared.contains(name)
        || touched.containsKey(name)
        || steps.stream().anyMatch(s -> s.rule().equals("delete") && isOf(s, name))
        || live.table(name).stream()
            .anyMatch(
                t -> steps.stream().anyMatch(s -> s.table().isEmpty() && s.writes(t, dialect)));
  }

  private static boolean isOf(Step step, TableName name) {
    return step.table().equals(name.toString());
  }

  /** The columns to which rules give values. */
  Set<String> assigned(TableName name) {
    return assigned.getOrDefault(name, Set.of());
  }

  /** Which live rows stay as they are, by table: a condition in the engine's SQL. */
  Map<TableName, String> stay() {
    Map<TableName, String> stay = new TreeMap<>();
    touched.forEach((name, condition) -> stay.put(name, "(" + plain(condition) + ") IS NOT TRUE"));
    return stay;
  }

  /**
   * USAGE where a statement would see rows of the source beside live ones, whose ids mean other
   * rows.
   */
  void requireApart() {
    for (TableName name : touched.keySet()) {
      Table table = live.table(name).orElseThrow();
      if (steps.stream().anyMatch(s -> s.table().isEmpty() && s.names(table, dialect))) {
        throw new BelayException(
            ErrorCode.USAGE,
            "a statement under 'after' names %s, of which a 'where' leaves rows alone while natural keys match others"
                .formatted(name),
            "take %s out of 'after', its 'where', or the natural keys".formatted(name));
      }
    }
  }

  private String plain(String condition) {
    return UserSql.of("where", condition, dialect).requireExpression().at("now");
  }

  private boolean fromSource(TableName name) {
    return source.catalog().table(name).isPresent() && covers(name);
  }

  private boolean covers(TableName name) {
    return covered.map(c -> c.contains(name)).orElse(true);
  }

  /** All chosen tables that are more than the source's own. */
  Map<TableName, Ruled> ruled() {
    Map<TableName, Ruled> ruled = new TreeMap<>();
    for (Table table : chosen.values()) {
      TableName name = table.name();
      boolean copied = copied(table);
      boolean clear = cleared.contains(name);
      boolean own = fromSource(name);
      if (copied || clear || !own) {
        Table aim = own ? widened(table) : table;
        ruled.put(
            name,
            new Ruled(
                aim,
                own ? source.catalog().table(name) : Optional.empty(),
                clear,
                copied || (!clear && !own),
                Optional.ofNullable(only.get(name)),
                Optional.ofNullable(touched.get(name))));
      }
    }
    return ruled;
  }

  /**
   * What a statement reads or writes has to be there as the dataset has it, and nothing else has:
   * to copy a table costs time and room.
   */
  private boolean copied(Table table) {
    return touched.containsKey(table.name())
        || steps.stream().anyMatch(s -> s.table().equals(table.name().toString()))
        || steps.stream().anyMatch(s -> s.names(table, dialect))
        || conditionNames(table);
  }

  private boolean conditionNames(Table table) {
    return touched.values().stream().anyMatch(c -> Step.after(c).names(table, dialect));
  }

  /** A column that only the database has takes part once a rule gives it a value. */
  private Table widened(Table table) {
    Table there = live.table(table.name()).orElse(table);
    List<Column> columns = new ArrayList<>(table.columns());
    for (String name : assigned.getOrDefault(table.name(), Set.of())) {
      if (table.column(name).isEmpty()) {
        there.column(name).ifPresent(columns::add);
      }
    }
    return columns.size() == table.columns().size() ? table : table.withColumns(columns);
  }

  /** The tables that are made equal to something; REFUSED where there are none. */
  Selection selection() {
    if (chosen.isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          ruling.map(Ruling::place).orElse("the selection")
              + ": it names no table of "
              + owner
              + " that could change",
          "clear, delete, set or an INSERT, UPDATE or DELETE under after say what is to be done");
    }
    return new Selection(
        chosen.keySet().stream().map(n -> n.schema() + "." + n.name()).toList(), List.of());
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  Set<TableName> kept() {
    return Set.copyOf(kept);
  }

  UserSql.Dialect dialect() {
    return dialect;
  }

  /** Chosen tables whose rows depend on the moment. */
  Set<TableName> timed() {
    Set<TableName> timed = new HashSet<>();
    for (Table table : chosen.values()) {
      String condition = touched.getOrDefault(table.name(), "");
      boolean own =
          steps.stream()
              .filter(s -> s.timed(dialect))
              .anyMatch(
                  s ->
                      s.table().isEmpty()
                          ? s.writes(table, dialect)
                          : s.table().equals(table.name().toString()));
      if (own || UserSql.of("where", condition, dialect).saysNow()) {
        timed.add(table.name());
      }
    }
    return Set.copyOf(timed);
  }

  /** The tables that must not be missing or empty afterwards, by what they are called. */
  Map<String, List<Table>> critical() {
    return scope.isEmpty()
        ? Map.of()
        : scope.get().named(ruling.orElseThrow().profile().critical());
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    scope.flatMap(ProfileScope::note).ifPresent(notes::add);
    if (!missing.isEmpty()) {
      notes.add("not in the source, and left as they are: " + told(missing));
    }
    return notes;
  }

  boolean chose(TableName name) {
    return chosen.containsKey(name);
  }

  /** Whether the profile would have this table from the source, if the source had it. */
  boolean wants(Table table) {
    return ruling.isPresent()
        && !ruling.get().cleanup()
        && covers(table.name())
        && !kept.contains(table.name());
  }

  private static Set<TableName> names(List<Table> tables) {
    Set<TableName> names = new HashSet<>();
    tables.forEach(t -> names.add(t.name()));
    return names;
  }
}
