package dev.belay.engine.sqlite;

import dev.belay.engine.UserSql;
import dev.belay.engine.UserSql.Kind;
import dev.belay.engine.UserSql.Token;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the structure of a database inside the transaction of the session that it is given. */
final class CatalogReader {
  /** The pragmas whose values belong to the data, or say how the file was built. */
  private static final List<String> SETTINGS =
      List.of(
          "user_version", "application_id", "encoding", "page_size", "auto_vacuum", "journal_mode");

  private static final Pattern UNIQUE =
      Pattern.compile("^CREATE\\s+UNIQUE\\s.*\\(", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Session session;
  private final List<SchemaObject> objects;
  private final Map<String, String> kinds = new LinkedHashMap<>();
  private final Map<String, Boolean> withoutRowid = new LinkedHashMap<>();
  private final Map<String, List<String>> triggers = new HashMap<>();
  private final Map<String, List<SchemaObject>> byTable;
  private final Set<String> collated = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();

  CatalogReader(Session session) throws SQLException {
    this.session = session;
    this.objects = SchemaObject.all(session);
    this.byTable = objects.stream().collect(Collectors.groupingBy(SchemaObject::table));
    objects.stream()
        .filter(SchemaObject::isTrigger)
        .forEach(
            o ->
                triggers
                    .computeIfAbsent(Sql.folded(o.table()), k -> new ArrayList<>())
                    .add(o.name()));
    objects.stream()
        .filter(o -> o.sql().toLowerCase(Locale.ROOT).contains("collate"))
        .forEach(o -> collated.add(Sql.folded(o.table())));
    for (List<@Nullable String> row :
        session.rows("SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main'")) {
      String name = String.valueOf(row.get(0));
      kinds.put(name, String.valueOf(row.get(1)));
      withoutRowid.put(name, "1".equals(row.get(2)));
    }
  }

  Catalog catalog() throws SQLException {
    Map<String, TableShape> shapes = new LinkedHashMap<>();
    RowidUse rowids = new RowidUse(objects);
    for (SchemaObject object : objects) {
      if (hasRows(object)) {
        requireName(object);
        boolean noRowid = withoutRowid.getOrDefault(object.name(), false);
        TableShape shape = TableShape.read(session, object.name(), noRowid);
        Optional<String> rowid = noRowid ? Optional.empty() : rowids.column(object.name(), shape);
        shapes.put(object.name(), rowid.map(shape::withRowid).orElse(shape));
      }
    }
    ForeignKeys foreignKeys = new ForeignKeys(session, shapes, warnings);
    for (Map.Entry<String, TableShape> entry : shapes.entrySet()) {
      warnOf(entry.getKey(), entry.getValue());
    }
    List<Table> tables = new ArrayList<>();
    for (Map.Entry<String, TableShape> entry : shapes.entrySet()) {
      String name = entry.getKey();
      TableShape shape = entry.getValue();
      tables.add(
          new Table(
              new TableName("main", name),
              shape.columns(),
              shape.key(),
              shape.keyNullable(),
              shape.otherUnique(),
              foreignKeys.of(name),
              triggers.getOrDefault(Sql.folded(name), List.of()),
              partOf(name),
              Optional.of(constraints(name, shape)),
              List.of()));
    }
    return new Catalog(
        SqliteEngine.NAME, session.text("SELECT sqlite_version()"), tables, settings());
  }

  private List<String> constraints(String table, TableShape shape) {
    Set<String> constraints = new LinkedHashSet<>();
    for (SchemaObject object : byTable.getOrDefault(table, List.of())) {
      if (object.type().equals("table")) {
        CheckText.of(object.sql()).forEach(check -> constraints.add(check.toString()));
      } else if (object.type().equals("index") && UNIQUE.matcher(object.sql()).find()) {
        constraints.add("UNIQUE " + object.sql().substring(object.sql().indexOf('(')));
      }
    }
    shape.uniques().stream()
        .filter(unique -> !unique.columns().isEmpty())
        .forEach(
            unique ->
                constraints.add("UNIQUE (%s)".formatted(String.join(", ", unique.columns()))));
    return List.copyOf(constraints);
  }

  /** SQLite allows it, but nothing else that a table's name goes through does. */
  private static void requireName(SchemaObject object) {
    if (object.name().isEmpty()) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "a table has the empty name \"\", which can't be carried",
          "give it another: ALTER TABLE \"\" RENAME TO …");
    }
  }

  /** What stands in the way of writing rows, though they can be read. */
  private void warnOf(String table, TableShape shape) throws SQLException {
    boolean noRowid = withoutRowid.getOrDefault(table, false);
    if (shape.key().isEmpty() && !noRowid && Rowid.name(shape.columns()).isEmpty()) {
      warnings.add(
          "table %s has no key, and columns named rowid, _rowid_ and oid: it can be restored into a new database, or where it is empty, but not by rows"
              .formatted(table));
    }
    try {
      // Not carried out: it is enough that SQLite plans it.
      if (triggers.containsKey(Sql.folded(table)) || collated.contains(Sql.folded(table))) {
        session.prepare("REINDEX " + Sql.main(table)).close();
      }
      if (!triggers.containsKey(Sql.folded(table))) {
        session.prepare("INSERT INTO %s DEFAULT VALUES".formatted(Sql.main(table))).close();
      }
    } catch (SQLException e) {
      if (Failures.isMissing(e)) {
        warnings.add(
            "table %s needs what only its application has (%s): its rows can be carried, but neither checked nor written here"
                .formatted(table, Failures.words(e)));
      }
    }
  }

  private boolean hasRows(SchemaObject object) {
    return object.type().equals("table") && !object.isVirtual() && !object.isInternal();
  }

  /** A shadow table's name is its virtual table's, an underscore, and a word. */
  private String partOf(String table) {
    if (!"shadow".equals(kinds.get(table))) {
      return "";
    }
    return objects.stream()
        .filter(SchemaObject::isVirtual)
        .map(SchemaObject::name)
        .filter(name -> table.regionMatches(true, 0, name + "_", 0, name.length() + 1))
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private Map<String, String> settings() throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String pragma : SETTINGS) {
      settings.put(pragma, session.text("PRAGMA main." + pragma));
    }
    return settings;
  }

  /** Where AUTOINCREMENT stands, of the tables that have it. */
  List<Counter> counters() throws SQLException {
    if (objects.stream().noneMatch(o -> o.name().equals("sqlite_sequence"))) {
      return List.of();
    }
    List<Counter> counters = new ArrayList<>();
    for (List<@Nullable String> row :
        session.rows(
            "SELECT name, CAST(seq AS INTEGER) FROM main.sqlite_sequence WHERE name IS NOT NULL AND seq"
                + " IS NOT NULL ORDER BY name, rowid")) {
      TableName table = new TableName("main", String.valueOf(row.get(0)));
      long value = Long.parseLong(String.valueOf(row.get(1)));
      counters.add(new Counter(table, Optional.of(table), "", value, true));
    }
    return counters;
  }

  /**
   * The DDL verbatim: ordinary tables, then virtual ones; after the rows indexes, views, triggers.
   */
  Scripts scripts() {
    StringBuilder before = new StringBuilder();
    objects.stream()
        .filter(o -> hasRows(o) && partOf(o.name()).isEmpty())
        .forEach(o -> add(before, o));
    objects.stream().filter(SchemaObject::isVirtual).forEach(o -> add(before, o));
    StringBuilder after = new StringBuilder();
    for (String type : List.of("index", "view", "trigger")) {
      objects.stream().filter(o -> o.type().equals(type)).forEach(o -> add(after, o));
    }
    return new Scripts(before.toString(), after.toString(), "");
  }

  private void add(StringBuilder script, SchemaObject object) {
    boolean ofShadow = object.type().equals("index") && !partOf(object.table()).isEmpty();
    if (!object.sql().isEmpty() && !ofShadow) {
      // On a line of its own where the text ends with a comment; else not, since SQLite keeps an
      // index's text up to it.
      script.append(object.sql()).append(endsWithComment(object.sql()) ? "\n;\n" : ";\n");
    }
  }

  private static boolean endsWithComment(String sql) {
    if (!sql.contains("--")) {
      return false;
    }
    List<Token> tokens = UserSql.of("the schema", sql, UserSql.Dialect.SQLITE).tokens();
    Token last = tokens.get(tokens.size() - 1);
    return last.kind() == Kind.COMMENT && last.text().startsWith("--");
  }

  /** What a person should know; complete after {@link #catalog()}. */
  List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    objects.stream()
        .filter(o -> o.isVirtual() && !"virtual".equals(kinds.get(o.name())))
        .forEach(o -> all.add("virtual table " + o.name() + ": its module is not known here"));
    return all;
  }

  List<SchemaObject> objects() {
    return objects;
  }
}
