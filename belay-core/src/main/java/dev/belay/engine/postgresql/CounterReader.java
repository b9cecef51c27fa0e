package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads where the sequences stand. They belong to no transaction and only go on: read after a
 * moment was set, they are never behind the rows of that moment.
 */
final class CounterReader {
  private record Sequence(
      TableName name,
      Optional<TableName> table,
      String column,
      boolean readable,
      boolean tableHidden) {}

  // An identity column owns its sequence by an internal dependency, a serial one by an automatic
  // one.
  private static final String SEQUENCES =
      """
      SELECT n.nspname, c.relname, tn.nspname, t.relname, coalesce(a.attname, ''),
             pg_catalog.has_schema_privilege(n.oid, 'USAGE')
               AND pg_catalog.has_sequence_privilege(c.oid, 'SELECT'),
             t.oid IS NOT NULL AND NOT (pg_catalog.has_schema_privilege(tn.oid, 'USAGE')
               AND pg_catalog.has_table_privilege(t.oid, 'SELECT'))
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass
           AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype IN ('a', 'i')
           AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
      LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
      LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
      LEFT JOIN pg_catalog.pg_attribute a
           ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      LEFT JOIN pg_catalog.pg_depend e ON e.classid = 'pg_catalog.pg_class'::regclass
           AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e'
      LEFT JOIN pg_catalog.pg_extension x ON x.oid = e.refobjid
      WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND %s
        AND (x.oid IS NULL OR c.oid = ANY (x.extconfig))
      ORDER BY 1, 2
      """
          .formatted(TableFinder.USER_SCHEMA);

  private CounterReader() {}

  static List<Counter> read(Connector connector, Session session) throws SQLException {
    List<Sequence> sequences =
        new ArrayList<>(
            session.list(
                SEQUENCES,
                row ->
                    new Sequence(
                        new TableName(row.getString(1), row.getString(2)),
                        row.getString(4) == null
                            ? Optional.empty()
                            : Optional.of(new TableName(row.getString(3), row.getString(4))),
                        row.getString(5),
                        row.getBoolean(6),
                        row.getBoolean(7))));
    // What belongs to a table that may not be read either is left out with it.
    sequences.removeIf(s -> !s.readable && s.tableHidden);
    refuseUnreadable(connector, sequences);
    if (sequences.isEmpty()) {
      return List.of();
    }
    List<long[]> states =
        session.list(
            Sql.join(
                sequences,
                " UNION ALL ",
                s -> "SELECT last_value, is_called::int FROM " + Sql.name(s.name)),
            row -> new long[] {row.getLong(1), row.getLong(2)});
    return java.util.stream.IntStream.range(0, sequences.size())
        .mapToObj(i -> counter(sequences.get(i), states.get(i)))
        .toList();
  }

  private static Counter counter(Sequence sequence, long[] state) {
    return new Counter(sequence.name, sequence.table, sequence.column, state[0], state[1] != 0);
  }

  private static void refuseUnreadable(Connector connector, List<Sequence> sequences) {
    List<String> unreadable =
        sequences.stream().filter(s -> !s.readable).map(s -> s.name.toString()).toList();
    if (!unreadable.isEmpty()) {
      String user = String.valueOf(connector.address().parts().get(PostgresUrl.USER));
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s: user %s may not read the sequences %s"
              .formatted(connector.display(), user, String.join(", ", unreadable)),
          "GRANT pg_read_all_data TO " + Sql.ident(user));
    }
  }
}
