package dev.belay.engine.postgresql;

import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The DDL that comes after the rows, taken apart into what can be done at once and the rest. Only
 * what pg_dump surely writes for an ordinary table is taken out; everything else keeps its order.
 *
 * @param builds indexes and the keys that have one; each needs its table only
 * @param references foreign keys; each needs two tables, and their keys
 * @param rest everything else, in its order; after the others
 */
record PostData(List<Build> builds, List<Reference> references, List<String> rest) {
  /**
   * A statement that concerns one table.
   *
   * @param tablespace where what it makes goes, as the script has set it
   */
  record Build(TableName table, String tablespace, String sql) {}

  /** A foreign key. */
  record Reference(TableName child, TableName parent, String sql) {}

  private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[\\w$]+)";
  private static final String TABLE = NAME + "\\." + NAME;
  private static final Pattern INDEX =
      Pattern.compile("(?s)^CREATE (?:UNIQUE )?INDEX " + NAME + " ON " + TABLE + " USING .*");
  private static final Pattern KEY =
      Pattern.compile(
          "(?s)^ALTER TABLE ONLY "
              + TABLE
              + "\\s+ADD CONSTRAINT "
              + NAME
              + " (?:PRIMARY KEY|UNIQUE|EXCLUDE) .*");
  private static final Pattern FOREIGN_KEY =
      Pattern.compile(
          "(?s)^ALTER TABLE ONLY "
              + TABLE
              + "\\s+ADD CONSTRAINT "
              + NAME
              + " FOREIGN KEY \\(.*\\) REFERENCES "
              + TABLE
              + "\\(.*");
  private static final Pattern TABLESPACE = Pattern.compile("(?s)^SET default_tablespace = .*");
  // What a foreign key may rest on, where it could not be taken out.
  private static final Pattern UNIQUE =
      Pattern.compile("(?s)^(?:ALTER TABLE .*ADD CONSTRAINT |CREATE UNIQUE |ALTER INDEX ).*");

  /**
   * Takes a script apart.
   *
   * @param tables the ordinary tables
   */
  static PostData of(String script, Collection<TableName> tables) {
    List<Build> builds = new ArrayList<>();
    List<Reference> references = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    List<String> restWithReferences = new ArrayList<>();
    String tablespace = "SET default_tablespace = ''";
    for (String sql : ScriptRunner.statements(script)) {
      Optional<TableName> built = built(sql).filter(tables::contains);
      Optional<Reference> reference =
          reference(sql).filter(r -> tables.contains(r.child()) && tables.contains(r.parent()));
      if (built.isPresent()) {
        builds.add(new Build(built.get(), tablespace, sql));
      } else if (reference.isPresent()) {
        references.add(reference.get());
        restWithReferences.add(sql);
      } else {
        tablespace = TABLESPACE.matcher(sql).matches() ? sql : tablespace;
        rest.add(sql);
        restWithReferences.add(sql);
      }
    }
    return rest.stream().anyMatch(sql -> UNIQUE.matcher(sql).matches())
        ? new PostData(builds, List.of(), restWithReferences)
        : new PostData(builds, references, rest);
  }

  private static Optional<TableName> built(String sql) {
    Matcher index = INDEX.matcher(sql);
    if (index.matches()) {
      return Optional.of(table(index.group(2), index.group(3)));
    }
    Matcher key = KEY.matcher(sql);
    return key.matches() ? Optional.of(table(key.group(1), key.group(2))) : Optional.empty();
  }

  private static Optional<Reference> reference(String sql) {
    Matcher key = FOREIGN_KEY.matcher(sql);
    return key.matches()
        ? Optional.of(
            new Reference(
                table(key.group(1), key.group(2)), table(key.group(4), key.group(5)), sql))
        : Optional.empty();
  }

  private static TableName table(String schema, String name) {
    return new TableName(plain(schema), plain(name));
  }

  private static String plain(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }
}
