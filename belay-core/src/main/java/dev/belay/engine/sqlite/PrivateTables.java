package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tables in the temp schema, each like one of the database, which it hides. */
final class PrivateTables {
  private final Session session;
  private final Map<String, SchemaObject> objects = new HashMap<>();
  private final List<Table> hidden = new ArrayList<>();

  /**
   * @param known the objects of the database
   */
  PrivateTables(Session session, List<SchemaObject> known) {
    this.session = session;
    known.stream().filter(o -> o.type().equals("table")).forEach(o -> objects.put(o.name(), o));
  }

  boolean isEmpty() {
    return hidden.isEmpty();
  }

  /** Makes one like the table, which hides it from now on. */
  void make(Table table, Optional<Counter> counter) throws SQLException {
    String name = table.name().name();
    SchemaObject real = objects.get(name);
    List<ColumnText> texts = real == null ? List.of() : ColumnText.of(real.sql());
    boolean strict =
        session
            .text(
                "SELECT strict FROM pragma_table_list(%s) WHERE schema = 'main'"
                    .formatted(Sql.text(name)))
            .equals("1");
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnText text = i < texts.size() ? texts.get(i) : ColumnText.PLAIN;
      columns.add(definition(table, table.columns().get(i), text, strict, counter.isPresent()));
    }
    session.exec("CREATE TABLE %s(%s)".formatted(sql(table), String.join(", ", columns)));
    if (counter.isPresent() && Rowid.isAlias(table)) {
      session.exec(
          "INSERT INTO temp.sqlite_sequence(name, seq) VALUES (%s, %d)"
              .formatted(Sql.text(name), counter.get().value()));
    }
    if (!table.key().isEmpty() && !Rowid.isAlias(table)) {
      session.exec(
          "CREATE INDEX temp.%s ON %s(%s)"
              .formatted(
                  Sql.name("belay_key_" + hidden.size()),
                  Sql.name(name),
                  Sql.join(table.key(), ", ", Sql::name)));
    }
    hidden.add(table);
  }

  private static String definition(
      Table table, Column column, ColumnText text, boolean strict, boolean counted) {
    if (Rowid.isAlias(table) && table.key().contains(column.name())) {
      return Sql.name(column.name()) + " INTEGER PRIMARY KEY" + (counted ? " AUTOINCREMENT" : "");
    }
    return Sql.name(column.name())
        + " "
        + Affinity.of(column.type(), strict)
        + (text.collation().isEmpty() ? "" : " COLLATE " + text.collation())
        + (text.preset().isEmpty() ? "" : " DEFAULT " + text.preset())
        + (column.generated() ? " " + text.generated() : "");
  }

  /** The private table that is like it, as SQL. */
  String sql(Table table) {
    return "temp." + Sql.name(table.name().name());
  }

  /** The private table behind a name with its schema, as SQL; empty where there is none. */
  Optional<String> hiding(String schema, String name) {
    return hidden.stream()
        .filter(t -> schema.equalsIgnoreCase("main") && t.name().name().equalsIgnoreCase(name))
        .map(this::sql)
        .findFirst();
  }

  /** REFUSED where one of them has a key more than once. */
  void requireIdentities() throws SQLException {
    for (Table table : hidden) {
      requireIdentity(table);
    }
  }

  private void requireIdentity(Table table) throws SQLException {
    if (table.key().isEmpty() || Rowid.isAlias(table)) {
      return;
    }
    String key = Sql.join(table.key(), ", ", n -> Sql.name(n) + " COLLATE BINARY");
    String known = Sql.join(table.key(), " AND ", n -> Sql.name(n) + " IS NOT NULL");
    long twice =
        session.number(
            "SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1)"
                .formatted(sql(table), known, key));
    if (twice > 0) {
      throw sameKey(table.name(), twice);
    }
  }

  private static BelayException sameKey(TableName table, long keys) {
    return new BelayException(
        ErrorCode.REFUSED,
        "after the rules %d %s of %s would be there more than once"
            .formatted(keys, keys == 1 ? "key" : "keys", table),
        "mend the profile's rules for that table");
  }
}
