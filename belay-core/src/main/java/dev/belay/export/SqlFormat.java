package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * INSERT statements in the dialect of the database that the rows came from, in one transaction,
 * parents before children. With all tables comes the structure, so that it loads into an empty
 * database; else the tables have to be there.
 */
final class SqlFormat implements Format {
  private static final List<SqlDialect> DIALECTS = List.of(new SqliteSql(), new PostgresSql());

  /** How many rows, and about how many characters, one INSERT has at most. */
  private static final int ROWS = 200;

  private static final int CHARACTERS = 1 << 16;

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public List<String> suffixes() {
    return List.of("sql");
  }

  @Override
  public boolean manyTables() {
    return true;
  }

  @Override
  public boolean streams() {
    return true;
  }

  @Override
  public void write(Content content, Destination to, Options options) throws IOException {
    SqlDialect dialect = dialect(content.facts().engine());
    Writer out =
        new BufferedWriter(new OutputStreamWriter(to.stream(), StandardCharsets.UTF_8), 1 << 16);
    boolean structure =
        options.structure() && !content.facts().partial() && content.scripts().complete();
    header(content, structure, out);
    lines(dialect.opening(content), out);
    if (structure) {
      out.write(content.scripts().before());
      out.write('\n');
    }
    for (ExportTable table : parentsFirst(content.tables())) {
      table(content, table, dialect, structure, out);
    }
    lines(dialect.counters(content.counters()), out);
    if (structure) {
      out.write(content.scripts().after());
      out.write('\n');
    }
    lines(dialect.closing(content), out);
    out.flush();
  }

  private static SqlDialect dialect(String engine) {
    return DIALECTS.stream()
        .filter(d -> d.engine().equals(engine))
        .findFirst()
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.UNSUPPORTED,
                    "no SQL is written for " + engine + " yet",
                    "choose another format: json, csv, sqlite"));
  }

  private static void header(Content content, boolean structure, Writer out) throws IOException {
    Facts facts = content.facts();
    List<String> lines = new ArrayList<>();
    lines.add("%s, %s %s".formatted(facts.tool(), facts.engine(), facts.version()));
    lines.add(
        "database %s%s, %s"
            .formatted(
                facts.database(),
                facts.snapshot().map(s -> ", snapshot " + s).orElse(""),
                facts.time()));
    lines.add(structure ? "loads into an empty database" : "loads where the tables are already");
    if (!facts.leftOut().isEmpty()) {
      lines.add("left out: " + String.join(", ", facts.leftOut()));
    }
    if (!facts.masked().isEmpty()) {
      lines.add("masked: " + String.join(", ", facts.masked()));
    }
    for (String line : lines) {
      // A name may have a line end in it, and what follows would be SQL.
      out.write("-- " + line.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ") + "\n");
    }
  }

  private static void lines(List<String> lines, Writer out) throws IOException {
    for (String line : lines) {
      out.write(line);
      out.write('\n');
    }
  }

  private static void table(
      Content content, ExportTable table, SqlDialect dialect, boolean structure, Writer out)
      throws IOException {
    List<Column> leftOut =
        table.source().stored().stream()
            .filter(c -> table.columns().stream().noneMatch(e -> e.name().equals(c.name())))
            .toList();
    if (structure) {
      lines(dialect.withoutColumns(table.name(), leftOut), out);
      if (!table.source().partOf().isEmpty()) {
        // A virtual table fills its shadow tables as it is made.
        out.write("DELETE FROM " + dialect.table(table.name()) + ";\n");
      }
    }
    List<SqlDialect.Stand> stands = dialect.stands(leftOut);
    String head = head(table, dialect, stands);
    int inStatement = 0;
    long characters = 0;
    try (ExportRows rows = content.rows(table)) {
      while (rows.next()) {
        String row = row(table, dialect, stands, rows);
        boolean full = inStatement == ROWS || characters + row.length() > CHARACTERS;
        if (inStatement > 0 && full) {
          out.write(";\n");
          inStatement = 0;
          characters = 0;
        }
        out.write(inStatement == 0 ? head : ",\n");
        out.write(row);
        inStatement++;
        characters += row.length();
      }
    }
    if (inStatement > 0) {
      out.write(";\n");
    }
  }

  private static String head(ExportTable table, SqlDialect dialect, List<SqlDialect.Stand> stands) {
    List<String> names = new ArrayList<>();
    table.columns().forEach(c -> names.add(dialect.name(c.name())));
    stands.forEach(s -> names.add(dialect.name(s.column())));
    return names.isEmpty()
        ? "INSERT INTO " + dialect.table(table.name()) + " VALUES\n"
        : "INSERT INTO %s (%s) %sVALUES\n"
            .formatted(dialect.table(table.name()), String.join(", ", names), dialect.overriding());
  }

  private static String row(
      ExportTable table, SqlDialect dialect, List<SqlDialect.Stand> stands, ExportRows rows) {
    StringBuilder row = new StringBuilder("(");
    List<ExportColumn> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      row.append(i == 0 ? "" : ", ").append(dialect.literal(columns.get(i), rows.get(i)));
    }
    for (SqlDialect.Stand stand : stands) {
      row.append(row.length() == 1 ? "" : ", ").append(stand.literal());
    }
    return row.append(')').toString();
  }

  /** Each table after those that it refers to, as far as there is no circle. */
  static List<ExportTable> parentsFirst(List<ExportTable> tables) {
    Map<TableName, ExportTable> byName = new LinkedHashMap<>();
    tables.forEach(t -> byName.put(t.name(), t));
    Set<ExportTable> ordered = new LinkedHashSet<>();
    Set<TableName> visited = new LinkedHashSet<>();
    for (ExportTable table : tables) {
      visit(table, byName, visited, ordered);
    }
    return List.copyOf(ordered);
  }

  private static void visit(
      ExportTable table,
      Map<TableName, ExportTable> byName,
      Set<TableName> visited,
      Set<ExportTable> ordered) {
    if (!visited.add(table.name())) {
      return;
    }
    Table source = table.source();
    for (ForeignKey key : source.foreignKeys()) {
      ExportTable parent = byName.get(key.target());
      if (parent != null) {
        visit(parent, byName, visited, ordered);
      }
    }
    ordered.add(table);
  }
}
