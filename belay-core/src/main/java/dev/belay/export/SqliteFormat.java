package dev.belay.export;

import dev.belay.engine.Address;
import dev.belay.engine.Change;
import dev.belay.engine.Credentials;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.engine.sqlite.SqliteEngine;
import dev.belay.model.Catalog;
import dev.belay.model.Scripts;
import dev.belay.model.TableName;
import dev.belay.rows.BadValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A SQLite file that holds the tables, whatever engine they came from. What is the whole of a
 * SQLite database comes out as that database, structure and all; else the tables have their columns
 * and keys, and nothing more.
 */
final class SqliteFormat implements Format {
  /** SQLite joins at most 500 selects. */
  private static final int MOST_PARTS = 400;

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public List<String> suffixes() {
    return List.of("db", "sqlite", "sqlite3", "db3");
  }

  @Override
  public boolean manyTables() {
    return true;
  }

  @Override
  public boolean streams() {
    return false;
  }

  @Override
  public void write(Content content, Destination to, Options options) throws IOException {
    boolean itself =
        content.facts().engine().equals(SqliteEngine.NAME)
            && content.whole()
            && content.scripts().complete();
    List<SqliteTable> tables =
        content.tables().stream()
            .map(t -> itself ? SqliteTable.same(t) : SqliteTable.fitting(t))
            .toList();
    Scripts scripts = itself ? content.scripts() : new Scripts(ddl(tables), "", "");
    Catalog catalog = catalog(content, tables, itself);
    try (Change change = create(to.file(), catalog, scripts.before())) {
      for (SqliteTable table : tables) {
        fill(content, table, change);
      }
      change.apply();
      change.finish(scripts.after());
      if (itself) {
        change.counters(content.counters(), catalog.tables());
      }
      change.commit();
    }
  }

  /** Makes a file with all tables, of which these have their rows. */
  static void write(Content content, List<ExportTable> filled, Path file) throws IOException {
    List<SqliteTable> tables = content.tables().stream().map(SqliteTable::fitting).toList();
    try (Change change = create(file, catalog(content, tables, false), ddl(tables))) {
      for (SqliteTable table : tables) {
        if (filled.contains(table.source())) {
          fill(content, table, change);
        }
      }
      change.apply();
      change.finish(views(content, tables));
      change.commit();
    }
  }

  /** Partitioned tables of which all partitions are here, as these together. */
  private static String views(Content content, List<SqliteTable> tables) {
    Map<TableName, List<SqliteTable>> parts = new TreeMap<>();
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (SqliteTable table : tables) {
      taken.add(table.made().name().name());
      for (TableName whole : table.source().source().partitionOf()) {
        parts.computeIfAbsent(whole, k -> new ArrayList<>()).add(table);
      }
    }
    StringBuilder views = new StringBuilder();
    parts.forEach(
        (whole, some) -> {
          long all =
              content.structure().tables().stream()
                  .filter(t -> t.partitionOf().contains(whole))
                  .count();
          if (some.size() == all && all <= MOST_PARTS && taken.add(whole.toString())) {
            views.append(SqliteTable.view(whole.toString(), some)).append(";\n");
          }
        });
    return views.toString();
  }

  private static Catalog catalog(Content content, List<SqliteTable> tables, boolean itself) {
    Catalog structure = content.structure();
    return new Catalog(
        SqliteEngine.NAME,
        structure.version(),
        tables.stream().map(SqliteTable::made).toList(),
        itself ? structure.settings() : Map.of());
  }

  private static Change create(Path file, Catalog catalog, String before) throws IOException {
    Address address =
        new Address(SqliteEngine.NAME, file.toString(), "export", Map.of("path", file.toString()));
    return new SqliteEngine()
        .database(address, Credentials.NONE)
        .create(ReadOptions.DEFAULT, catalog, before);
  }

  private static String ddl(List<SqliteTable> tables) {
    List<String> statements = new ArrayList<>();
    tables.forEach(t -> statements.add(t.ddl() + ";\n"));
    return String.join("", statements);
  }

  private static void fill(Content content, SqliteTable table, Change change) throws IOException {
    List<ValueWriter> writers = table.made().stored().stream().map(ValueWriter::new).toList();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (Stage stage = change.bulk(table.made(), table.made().stored());
        ExportRows rows = content.rows(table.source())) {
      while (rows.next()) {
        line.reset();
        for (int i = 0; i < writers.size(); i++) {
          if (i > 0) {
            line.write('\t');
          }
          writers.get(i).write(rows.get(i), line);
        }
        line.write('\n');
        byte[] bytes = line.toByteArray();
        stage.insert(bytes, 0, bytes.length);
      }
    } catch (BadValue e) {
      throw e.in(table.source().name());
    }
  }
}
