package dev.belay.engine.postgresql;

import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads the structure of a database from the system catalogs, as the session's transaction sees
 * them.
 */
final class CatalogReader {
  /** The setting of a catalog that names materialized views without rows, a line each. */
  static final String UNFILLED_VIEWS = "unfilled_views";

  private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8", "oid");

  // The OIDs of the collations "default", "C" and "POSIX" are fixed (pg_collation.dat).
  private static final String COLUMNS =
      """
      SELECT a.attrelid::bigint, a.attname, a.atttypid::bigint,
             pg_catalog.format_type(a.atttypid, a.atttypmod),
             -- PostgreSQL 18 has NOT NULL that older rows need not satisfy.
             a.attnotnull AND NOT EXISTS (
               SELECT FROM pg_catalog.pg_constraint v
               WHERE v.contype = 'n' AND NOT v.convalidated AND v.conrelid = a.attrelid
                 AND a.attnum = ANY (v.conkey)),
             a.atthasdef AND a.attgenerated = '' OR a.attidentity <> '',
             a.attgenerated <> '', a.attcollation::bigint, a.attidentity = 'a'
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r' AND %s
      ORDER BY a.attrelid, a.attnum
      """
          .formatted(TableFinder.USER_SCHEMA);

  private static final String TRIGGERS =
      """
      SELECT t.tgrelid::bigint, t.tgname FROM pg_catalog.pg_trigger t
      WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
      UNION ALL
      SELECT r.ev_class::bigint, r.rulename FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
      WHERE c.relkind = 'r' AND r.ev_enabled IN ('O', 'A')
      ORDER BY 1, 2
      """;

  private static final String SETTINGS =
      """
      SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
             d.datcollate IN ('C', 'POSIX') %s, pg_catalog.current_setting('server_version')
      FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
      """;

  private static final String WITHOUT_ROWS =
      """
      SELECT c.relkind::text, n.nspname, c.relname, c.relispopulated,
             pg_catalog.format('%%I.%%I', n.nspname, c.relname)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('f', 'm') AND %s ORDER BY 1, 2, 3
      """
          .formatted(TableFinder.USER_SCHEMA);

  private record Settings(
      String encoding, String collate, String ctype, boolean byteOrder, String version) {}

  private final Map<Long, Map<String, LiveColumn>> columns = new HashMap<>();
  private final Map<Long, Set<String>> neverNull = new HashMap<>();
  private final Map<Long, List<String>> triggers = new HashMap<>();
  private final Map<Long, List<TableName>> partitionOf;
  private final Session session;
  private final Keys keys;
  private final ConstraintTexts constraints;
  private final References references;
  private final Settings settings;

  private CatalogReader(Session session) throws SQLException {
    this.session = session;
    this.keys = Keys.read(session);
    this.constraints = ConstraintTexts.read(session);
    this.references = References.read(session);
    this.partitionOf = Partitions.read(session);
    this.settings = readSettings(session);
  }

  /** The structure of these tables, which {@link TableFinder} found. */
  static LiveCatalog read(Session session, List<TableFinder.Found> found) throws SQLException {
    CatalogReader reader = new CatalogReader(session);
    reader.readColumns();
    session.list(
        TRIGGERS,
        row ->
            reader
                .triggers
                .computeIfAbsent(row.getLong(1), k -> new ArrayList<>())
                .add(row.getString(2)));
    Map<TableName, LiveTable> tables = new TreeMap<>();
    for (TableFinder.Found one : found) {
      tables.put(one.name(), reader.table(one));
    }
    List<WithoutRows> withoutRows = withoutRows(session);
    Catalog catalog =
        new Catalog(
            PostgresEngine.NAME,
            reader.settings.version,
            tables.values().stream().map(LiveTable::table).toList(),
            reader.settings(withoutRows));
    return new LiveCatalog(
        catalog,
        tables,
        reader.references,
        reader.settings.encoding,
        withoutRows.stream().map(WithoutRows::warning).toList());
  }

  private Map<String, String> settings(List<WithoutRows> withoutRows) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("encoding", settings.encoding);
    map.put("collate", settings.collate);
    map.put("ctype", settings.ctype);
    String unfilled =
        withoutRows.stream()
            .filter(one -> !one.foreign() && !one.filled())
            .map(WithoutRows::sql)
            .collect(Collectors.joining("\n"));
    if (!unfilled.isEmpty()) {
      map.put(UNFILLED_VIEWS, unfilled);
    }
    return map;
  }

  private static Settings readSettings(Session session) throws SQLException {
    String builtin =
        session.major() >= 17
            ? "AND d.datlocprovider = 'c' OR d.datlocprovider = 'b'"
            : session.major() >= 15 ? "AND d.datlocprovider = 'c'" : "";
    return session
        .list(
            SETTINGS.formatted(builtin),
            row ->
                new Settings(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getString(5)))
        .get(0);
  }

  private void readColumns() throws SQLException {
    Types types = Types.read(session);
    session.list(
        COLUMNS,
        row -> {
          long table = row.getLong(1);
          String name = row.getString(2);
          long type = row.getLong(3);
          boolean notNull = row.getBoolean(5);
          boolean generated = row.getBoolean(7);
          String base = types.base(type);
          Column column =
              new Column(
                  name,
                  row.getString(4),
                  INTEGERS.contains(base) ? Form.INTEGER : Form.BYTES,
                  !notNull,
                  row.getBoolean(6) || (!generated && types.hasDefault(type)),
                  generated);
          if (notNull && !generated) {
            neverNull.computeIfAbsent(table, k -> new HashSet<>()).add(name);
          }
          LiveColumn live =
              new LiveColumn(
                  column,
                  base,
                  byteOrder(row.getLong(8)),
                  row.getBoolean(9),
                  generated ? "" : types.inexact(type));
          return columns.computeIfAbsent(table, k -> new LinkedHashMap<>()).put(name, live);
        });
  }

  private boolean byteOrder(long collation) {
    return collation == 950 || collation == 951 || (collation == 100 && settings.byteOrder);
  }

  private LiveTable table(TableFinder.Found found) {
    long oid = found.oid();
    Optional<Keys.Unique> key = keys.key(oid, neverNull.getOrDefault(oid, Set.of()));
    List<String> keyColumns = key.map(Keys.Unique::columns).orElse(List.of());
    Map<String, LiveColumn> live = new LinkedHashMap<>();
    for (LiveColumn column : columns.getOrDefault(oid, Map.of()).values()) {
      boolean decimal = column.base().equals("numeric") && keyColumns.contains(column.name());
      live.put(column.name(), decimal ? inNumericOrder(column) : column);
    }
    Table table =
        new Table(
            found.name(),
            live.values().stream().map(LiveColumn::column).toList(),
            keyColumns,
            false,
            keys.others(oid, key),
            references.of(oid),
            triggers.getOrDefault(oid, List.of()),
            "",
            Optional.of(constraints.of(oid)),
            partitionOf.getOrDefault(oid, List.of()));
    return new LiveTable(
        table,
        oid,
        live,
        key.map(Keys.Unique::equality).orElse(List.of()),
        found.bytes(),
        found.extension());
  }

  private static LiveColumn inNumericOrder(LiveColumn column) {
    Column c = column.column();
    return new LiveColumn(
        new Column(c.name(), c.type(), Form.DECIMAL, c.nullable(), c.hasDefault(), c.generated()),
        column.base(),
        column.byteOrder(),
        column.alwaysIdentity(),
        column.inexact());
  }

  /** What has rows that are no table's. */
  private record WithoutRows(boolean foreign, TableName name, boolean filled, String sql) {
    String warning() {
      if (foreign) {
        return "foreign table " + name + ": its rows are not in this database and are left out";
      }
      return filled
          ? "materialized view " + name + ": its rows are computed again when it is created"
          : "materialized view " + name + " was never filled, and is not when it is created";
    }
  }

  private static List<WithoutRows> withoutRows(Session session) throws SQLException {
    return session.list(
        WITHOUT_ROWS,
        row ->
            new WithoutRows(
                row.getString(1).equals("f"),
                new TableName(row.getString(2), row.getString(3)),
                row.getBoolean(4),
                row.getString(5)));
  }
}
