package dev.belay.engine.postgresql;

import dev.belay.model.Counter;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives private tables private sequences, so that rows which people's SQL puts into them are
 * numbered though the real sequences can't be used: those would go on, and no rollback takes that
 * back.
 */
final class PrivateNumbers {
  private static final String NUMBERED =
      """
      SELECT a.attname, s.seqstart, s.seqincrement, n.nspname, q.relname
      FROM pg_catalog.pg_attribute a
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      JOIN pg_catalog.pg_depend p
           ON (a.attidentity = '' AND p.classid = 'pg_catalog.pg_attrdef'::regclass
               AND p.objid = d.oid AND p.refclassid = 'pg_catalog.pg_class'::regclass)
           OR (a.attidentity <> '' AND p.classid = 'pg_catalog.pg_class'::regclass
               AND p.refclassid = 'pg_catalog.pg_class'::regclass AND p.deptype = 'i'
               AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum)
      JOIN pg_catalog.pg_sequence s
           ON s.seqrelid = CASE WHEN a.attidentity = '' THEN p.refobjid ELSE p.objid END
      JOIN pg_catalog.pg_class q ON q.oid = s.seqrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = q.relnamespace
      WHERE a.attrelid = %d AND a.attnum > 0 AND NOT a.attisdropped
        AND (a.attidentity <> ''
             OR pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~ '^nextval\\(''[^'']*''::regclass\\)$')
      """;

  /** A numbered column, the sequence that it has, and where the private one begins. */
  private record Numbered(String column, long start, long step, TableName sequence) {}

  /** A column of a private table and its private sequence, as they stand in SQL. */
  private record Private(LiveTable table, String column, String sequence) {}

  private final List<Private> all = new ArrayList<>();

  /**
   * Makes the sequences of one private table.
   *
   * @param from where counters stand that are to be gone on from; a sequence that is not among them
   *     begins where it once began
   */
  void make(Session session, PrivateTable table, List<Counter> from) throws SQLException {
    if (table.real().isEmpty()) {
      return;
    }
    List<Numbered> columns =
        session.list(
            NUMBERED.formatted(table.real().get().oid()),
            row ->
                new Numbered(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    new TableName(row.getString(4), row.getString(5))));
    for (Numbered column : columns) {
      String sequence = "pg_temp." + Sql.ident("belay_numbers_" + all.size());
      session.run(
          "CREATE TEMPORARY SEQUENCE %s INCREMENT %d MINVALUE %d MAXVALUE %d START %d"
              .formatted(
                  Sql.ident("belay_numbers_" + all.size()),
                  column.step(),
                  Long.MIN_VALUE,
                  Long.MAX_VALUE,
                  column.start()));
      for (Counter counter : from) {
        if (counter.name().equals(column.sequence())) {
          session.text(
              "SELECT pg_catalog.setval('%s', %d, %s)"
                  .formatted(sequence, counter.value(), counter.used()));
        }
      }
      session.run(
          "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT pg_catalog.nextval('%s'::regclass)"
              .formatted(table.live().sql(), Sql.ident(column.column()), sequence));
      if (column.step() > 0) {
        all.add(new Private(table.live(), Sql.ident(column.column()), sequence));
      }
    }
  }

  /** Before a statement that writes: no number that a row has already is given out. */
  void advance(Session session, List<String> written) throws SQLException {
    for (Private one : all) {
      if (written.stream().anyMatch(one.table().name().name()::equalsIgnoreCase)) {
        session.text(
            """
            SELECT count(pg_catalog.setval('%s', r.most))
            FROM (SELECT max(%s)::bigint AS most FROM %s) r, %s s WHERE r.most >= s.last_value
            """
                .formatted(one.sequence(), one.column(), one.table().sql(), one.sequence()));
      }
    }
  }
}
