package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.TableName;
import java.util.HexFormat;
import java.util.List;

/** SQL that {@code psql} reads, without its own commands. */
final class PostgresSql implements SqlDialect {
  @Override
  public String engine() {
    return "postgresql";
  }

  @Override
  public List<String> opening(Content content) {
    // The settings under which the values were written: under others some would mean something
    // else.
    return List.of(
        "SET client_encoding = 'UTF8';",
        "SET standard_conforming_strings = on;",
        "SET DateStyle = 'ISO, MDY';",
        "SET IntervalStyle = 'postgres';",
        "SET TimeZone = 'UTC';",
        "SET lc_monetary = 'C';",
        "SET xmloption = content;",
        "BEGIN;");
  }

  @Override
  public List<String> closing(Content content) {
    return List.of("COMMIT;");
  }

  @Override
  public String name(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  @Override
  public String table(TableName table) {
    return name(table.schema()) + "." + name(table.name());
  }

  @Override
  public String literal(ExportColumn column, Value value) {
    if (value instanceof Value.Null) {
      return "NULL";
    }
    if (value instanceof Value.Flag flag) {
      return flag.value() ? "true" : "false";
    }
    if (value instanceof Value.Whole whole) {
      return whole.digits();
    }
    if (value instanceof Value.Bytes bytes) {
      return "'\\x" + HexFormat.of().formatHex(bytes.bytes()) + "'";
    }
    // A quoted literal has no type of its own: the column's type reads it, as COPY would.
    return "'" + FieldText.of(value).replace("'", "''") + "'";
  }

  @Override
  public String overriding() {
    return "OVERRIDING SYSTEM VALUE ";
  }

  @Override
  public List<String> withoutColumns(TableName table, List<Column> leftOut) {
    return leftOut.stream()
        .filter(c -> !c.nullable() && !c.hasDefault())
        .map(
            c ->
                "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL;"
                    .formatted(table(table), name(c.name())))
        .toList();
  }

  @Override
  public List<Stand> stands(List<Column> leftOut) {
    return List.of();
  }

  @Override
  public List<String> counters(List<Counter> counters) {
    return counters.stream()
        .map(
            c ->
                "SELECT pg_catalog.setval('%s', %d, %b);"
                    .formatted(table(c.name()).replace("'", "''"), c.value(), c.used()))
        .toList();
  }
}
