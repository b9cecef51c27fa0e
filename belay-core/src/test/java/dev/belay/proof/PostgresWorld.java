package dev.belay.proof;

import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.postgresql.PGConnection;

/** A PostgreSQL database with a random schema and random rows of typical and odd types. */
final class PostgresWorld {
  /** A type, and literals of it. */
  private record Type(String name, boolean key, List<String> values) {}

  private static final List<Type> TYPES =
      List.of(
          new Type("smallint", true, List.of("0", "-1", "32767", "-32768", "7")),
          new Type("integer", true, List.of("0", "-1", "2147483647", "-2147483648", "10", "9")),
          new Type(
              "bigint", true, List.of("0", "9223372036854775807", "-9223372036854775808", "100")),
          new Type(
              "numeric",
              true,
              List.of("NaN", "Infinity", "-Infinity", "0.00", "1.50", "-1e-20", "1e40")),
          new Type("numeric(10,2)", true, List.of("0", "12345.67", "-0.01", "NaN")),
          new Type("real", false, List.of("NaN", "-0", "1.1", "Infinity", "1e-40")),
          new Type(
              "double precision",
              false,
              List.of("NaN", "-0", "0.1", "-Infinity", "5e-324", "1e300")),
          new Type(
              "text",
              true,
              List.of(
                  "",
                  "a",
                  "A",
                  "\\N",
                  "\\.",
                  "tab\there",
                  "line\nfeed",
                  "back\\slash",
                  "\u00fc",
                  "\ud83d\ude00",
                  " x ")),
          new Type("character varying(20)", true, List.of("", "abc", "\u00df", "a b")),
          new Type("character(5)", false, List.of("a", "", "abcde", " b")),
          new Type("boolean", true, List.of("t", "f")),
          new Type("bytea", true, List.of("\\x", "\\x00ff5c0a09", "\\x7e")),
          new Type(
              "date",
              true,
              List.of("2026-11-21", "infinity", "-infinity", "0044-03-15 BC", "5874897-12-31")),
          new Type(
              "timestamp",
              true,
              List.of("2026-11-21 08:00:00.123456", "infinity", "0001-01-01 BC")),
          new Type(
              "timestamptz",
              true,
              List.of(
                  "2026-10-25 02:30:00+01",
                  "2026-10-25 02:30:00+02",
                  "-infinity",
                  "1883-11-18 12:03:58-05")),
          new Type("time", true, List.of("00:00", "24:00", "12:34:56.7")),
          new Type("timetz", false, List.of("12:00+05:30", "23:59:59.999999-12")),
          new Type(
              "interval",
              false,
              List.of("1 mon -1 day 00:00:00.000001", "-178000000 years", "P1Y2M3DT4H5M6S")),
          new Type(
              "uuid",
              true,
              List.of(
                  "00000000-0000-0000-0000-000000000000", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
          new Type(
              "json",
              false,
              List.of("{\"b\": 1,  \"a\":[null]}", "\"\\u00e9\"", "null", "{\"x\":1,\"x\":2}")),
          new Type(
              "jsonb",
              false,
              List.of("{\"b\": 1, \"a\": [1.10, \"\\\\\"]}", "1e400", "null", "[]")),
          new Type("inet", true, List.of("10.0.0.1/8", "::1", "192.168.0.1")),
          new Type("bit varying", false, List.of("", "101", "0")),
          new Type("integer[]", false, List.of("{}", "{1,NULL,3}", "{{1,2},{3,4}}", "[0:1]={5,6}")),
          new Type(
              "text[]",
              false,
              List.of("{\"a,b\",NULL,\"NULL\",\"\\\\\",\"\\\"\"}", "{}", "{\"\"}")),
          new Type("int4range", false, List.of("empty", "[1,5)", "(,)", "[3,)")),
          new Type("point", false, List.of("(1.1,-0)", "(NaN,1)")),
          new Type("mood", true, List.of("sad", "it's", "\u00fcber")),
          new Type("positive", true, List.of("1", "99")),
          new Type("pair", false, List.of("(1,\"a b\")", "(,)", "(2,\"\"\"\")")),
          new Type("tsvector", false, List.of("'a':1A 'fat':2", "")),
          new Type("money", false, List.of("12.34", "-1")),
          new Type("\"char\"", false, List.of("x", "")),
          new Type("xml", false, List.of("<a b=\"1\">x</a>", "")));

  private static final List<String> NAMES =
      List.of(
          "users",
          "order",
          "a b",
          "ta\"ble",
          "per%cent",
          "sl/ash",
          "dot.dot",
          "\u00fcn\u00ef",
          "quo'te",
          "back\\slash",
          "CamelCase",
          "..");

  private record Tab(String name, List<Type> types, boolean identity) {}

  private final Side side;
  private final Random random;
  private final List<Tab> tables = new ArrayList<>();

  PostgresWorld(Side side, long seed) throws SQLException {
    this.side = side;
    this.random = new Random(seed);
    side.sql(
        "set lc_monetary = 'C'; set xmloption = content",
        "create schema \"Odd \"\"one\"",
        "create type mood as enum ('sad', 'it''s', '\u00fcber')",
        "create domain positive as integer check (value > 0)",
        "create type pair as (n integer, t text)");
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    for (int i = 1 + random.nextInt(3); i >= 0; i--) {
      table(names.remove(0));
    }
    circle();
    fill(25);
  }

  private void table(String plain) throws SQLException {
    String schema = random.nextBoolean() ? "public" : "\"Odd \"\"one\"";
    String name = schema + ".\"" + plain.replace("\"", "\"\"") + "\"";
    List<Type> types = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    int kind = random.nextInt(6);
    boolean identity = kind == 0;
    if (identity) {
      parts.add(
          "id bigint generated %s as identity primary key"
              .formatted(random.nextBoolean() ? "always" : "by default"));
    }
    int count = 2 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      Type type;
      do {
        type = TYPES.get(random.nextInt(TYPES.size()));
      } while (i < 2 && !type.key());
      types.add(type);
      boolean notNull = i < 2 && kind == 2;
      parts.add("\"c %d\" %s%s".formatted(i, type.name(), notNull ? " not null" : ""));
    }
    if (random.nextInt(3) == 0) {
      parts.add("made boolean generated always as (\"c 0\" is null) stored");
    }
    switch (kind) {
      case 1 -> parts.add("primary key (\"c 1\", \"c 0\")");
      case 2 -> parts.add("unique (\"c 0\", \"c 1\")");
      case 3 -> parts.add("unique (\"c 0\")");
      default -> {}
    }
    boolean parted = kind == 4;
    side.sql(
        "create table %s (%s)%s"
            .formatted(
                name, String.join(", ", parts), parted ? " partition by hash (\"c 0\")" : ""));
    if (parted) {
      for (int i = 0; i < 2; i++) {
        side.sql(
            "create table \"part %d of %s\" partition of %s for values with (modulus 2, remainder %d)"
                .formatted(i, plain.replace("\"", ""), name, i));
      }
    }
    tables.add(new Tab(name, types, identity));
  }

  /**
   * Two tables that refer to each other and to themselves, a trigger, and a sequence of nobody's.
   */
  private void circle() throws SQLException {
    side.sql(
        "create sequence loose start 5",
        "create table hen (id serial primary key, egg integer, mother integer references hen(id))",
        "create table egg (id serial primary key, hen integer references hen(id) on delete set null)",
        "alter table hen add foreign key (egg) references egg(id) deferrable initially deferred",
        "create function noted() returns trigger language plpgsql as $$ begin new.egg = null; return new;"
            + " end $$",
        "create trigger spoils before insert on hen for each row execute function noted()");
  }

  private void fill(int most) throws SQLException {
    try (Connection connection = side.connect();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      connection.setAutoCommit(false);
      for (Tab table : tables) {
        for (int i = random.nextInt(most); i > 0; i--) {
          attempt(connection, statement, insert(table));
        }
      }
      for (int i = random.nextInt(5); i >= 0; i--) {
        attempt(connection, statement, "insert into hen(mother) select max(id) from hen");
        attempt(connection, statement, "insert into egg(hen) select max(id) from hen");
        attempt(
            connection,
            statement,
            "update hen set egg = (select max(id) from egg) where id % 2 = 0");
      }
      attempt(connection, statement, "select nextval('loose')");
      connection.commit();
    }
  }

  /** A row that a constraint forbids is one row less. */
  private static void attempt(Connection connection, Statement statement, String sql)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      statement.execute(sql);
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!String.valueOf(e.getSQLState()).startsWith("23")) {
        throw new SQLException(sql, e);
      }
      connection.rollback(before);
    }
  }

  private String insert(Tab table) {
    List<String> values = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < table.types().size(); i++) {
      columns.add("\"c " + i + "\"");
      values.add(value(table.types().get(i)));
    }
    return "insert into %s (%s) values (%s)"
        .formatted(table.name(), String.join(", ", columns), String.join(", ", values));
  }

  private String value(Type type) {
    if (random.nextInt(6) == 0) {
      return "NULL";
    }
    String text = type.values().get(random.nextInt(type.values().size()));
    return "'" + text.replace("'", "''") + "'::" + type.name();
  }

  /** Changes, deletes and inserts rows. */
  void damage() throws SQLException {
    try (Connection connection = side.connect();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      connection.setAutoCommit(false);
      for (Tab table : tables) {
        int column = random.nextInt(table.types().size());
        attempt(
            connection,
            statement,
            "delete from %s where hashtext(\"c %d\"::text) %% 3 = %d"
                .formatted(table.name(), column, random.nextInt(3) - 1));
        int other = random.nextInt(table.types().size());
        attempt(
            connection,
            statement,
            "update %s set \"c %d\" = %s where hashtext(\"c %d\"::text) %% 5 = %d"
                .formatted(
                    table.name(),
                    other,
                    value(table.types().get(other)),
                    column,
                    random.nextInt(3)));
      }
      attempt(connection, statement, "update hen set mother = null where id % 2 = 1");
      attempt(
          connection,
          statement,
          "delete from hen where id not in (select mother from hen where mother is not null) and egg is null");
      connection.commit();
    }
    fill(8);
  }

  List<String> content() throws SQLException, IOException {
    return content(side);
  }

  /** Everything in the database, as COPY writes it, a line a row. */
  static List<String> content(Side side) throws SQLException, IOException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = side.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "set extra_float_digits = 3; set timezone = 'UTC'; set intervalstyle = 'postgres'");
      List<String> names =
          side.rows(
              "select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_class c join"
                  + " pg_namespace n on n.oid = relnamespace where relkind in ('r', 'p') and not"
                  + " relispartition and nspname !~ '^(pg_|information)'");
      for (String name : names) {
        StringWriter out = new StringWriter();
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (SELECT * FROM " + name + ") TO STDOUT", out);
        out.toString().lines().forEach(line -> lines.add(name + " " + line));
      }
      for (String sequence :
          side.rows(
              "select quote_ident(schemaname) || '.' || quote_ident(sequencename) from pg_sequences")) {
        side.rows("select last_value, is_called from " + sequence)
            .forEach(state -> lines.add(sequence + " " + state));
      }
    }
    Collections.sort(lines);
    return lines;
  }
}
