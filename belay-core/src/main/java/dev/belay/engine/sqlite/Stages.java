package dev.belay.engine.sqlite;

import dev.belay.engine.Change.Applied;
import dev.belay.engine.Change.Violation;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All that is staged in one session. Stages may be opened and filled from several threads. */
final class Stages {
  private final Session session;
  private final Encoding encoding;
  private final Failures failures;
  private final Triggers triggers;
  private final Map<TableName, Staged> stages = new LinkedHashMap<>();
  private final Set<TableName> exempt = new HashSet<>();

  Stages(Session session, Encoding encoding, Failures failures) {
    this.session = session;
    this.encoding = encoding;
    this.failures = failures;
    this.triggers = new Triggers(session);
  }

  Optional<Staged> of(Table table) {
    return of(table.name());
  }

  synchronized Optional<Staged> of(TableName name) {
    return Optional.ofNullable(stages.get(name));
  }

  synchronized Collection<Staged> all() {
    return List.copyOf(stages.values());
  }

  /** The place for changes to a table, made at the first call. */
  synchronized Staged open(Table table, List<Column> columns) throws SQLException {
    Staged known = stages.get(table.name());
    if (known == null) {
      known = Staged.create(session, table, columns, stages.size());
      stages.put(table.name(), known);
    } else if (known.isBulk() || !known.columns().equals(columns)) {
      throw new IllegalStateException(table.name() + " is staged already, with other columns");
    }
    return known;
  }

  Stage stage(Table table, List<Column> columns) throws SQLException {
    return new LineStage(open(table, columns), failures);
  }

  /** Rows go into the table itself, so its triggers have to be away from now on. */
  synchronized Stage bulk(Table table, List<Column> columns) throws SQLException {
    Staged known = stages.get(table.name());
    if (known == null) {
      if (session.number("SELECT EXISTS (SELECT 1 FROM " + Sql.main(table.name().name()) + ")")
          != 0) {
        throw new BelayException(
            ErrorCode.FAILED,
            "table " + table.name() + " has rows, so it can't be loaded whole",
            "nothing was changed; try again");
      }
      triggers.drop(table);
      check(table);
      known = Staged.bulk(session, table, columns);
      stages.put(table.name(), known);
    }
    return new LineStage(known, failures);
  }

  /** All deletes come first, so that no row stands in the way of another table's either. */
  List<Applied> apply() throws SQLException {
    List<Applied> applied = new ArrayList<>();
    for (Staged staged : all()) {
      if (!staged.isBulk() && !staged.isEmpty()) {
        triggers.drop(staged.table());
      }
    }
    for (Staged staged : all()) {
      check(staged.table());
      // A statement for no row may still ask for what only the application has.
      applied.add(
          !staged.isBulk() && staged.isEmpty()
              ? new Applied(staged.table(), 0, 0, 0)
              : new Applier(session, staged).apply());
    }
    session.exec("PRAGMA ignore_check_constraints = OFF");
    triggers.putBack();
    return applied;
  }

  /** From here on rows of this table are written whatever its CHECK constraints say. */
  synchronized void exempt(Table table) {
    exempt.add(table.name());
  }

  /** Whether CHECK constraints hold is the connection's to say: for what is written next. */
  private void check(Table table) throws SQLException {
    session.exec("PRAGMA ignore_check_constraints = " + exempt.contains(table.name()));
  }

  // ---- asking
  // --------------------------------------------------------------------------------------------------------

  List<Violation> failedChecks(Table table) throws SQLException {
    Optional<Staged> known = of(table);
    return known.isEmpty() ? List.of() : StagedChecks.of(session, known.get());
  }

  List<Violation> violations(Table table) throws SQLException {
    Optional<Staged> known = of(table);
    List<Violation> violations = new ArrayList<>(failedChecks(table));
    if (known.isPresent() && !known.get().isBulk()) {
      violations.addAll(new StagedConflicts(session, known.get()).find());
    }
    return violations;
  }

  // ---- reading back
  // --------------------------------------------------------------------------------------------------

  RowStream stagedLive(Table table, boolean updated) throws SQLException {
    Optional<Staged> known = of(table);
    return known.isEmpty() ? RowStream.NONE : live(known.get(), updated);
  }

  private RowStream live(Staged staged, boolean updated) throws SQLException {
    Table table = staged.table();
    int op = updated ? Staged.UPDATE : Staged.DELETE;
    Function<String, String> s = n -> staged.column("s", n);
    List<String> parts = new ArrayList<>();
    if (!table.key().isEmpty()) {
      parts.add(
          "SELECT %s FROM %s AS s CROSS JOIN %s AS t ON %s WHERE s.op = %d"
              .formatted(
                  Sql.join(
                      table.stored(),
                      ", ",
                      c -> "t." + Sql.name(c.name()) + " AS " + Sql.name(c.name())),
                  staged.name(),
                  Sql.main(table.name().name()),
                  Match.byKey(table, n -> "t." + Sql.name(n), s),
                  op));
    }
    if (table.key().isEmpty() || table.keyNullable()) {
      parts.add(
          "SELECT %s FROM %s AS s WHERE s.op = %d AND %s"
              .formatted(
                  Sql.join(
                      table.stored(), ", ", c -> s.apply(c.name()) + " AS " + Sql.name(c.name())),
                  staged.name(),
                  op,
                  Match.nullKey(table, s)));
    }
    String query =
        "SELECT %s FROM (%s) AS t ORDER BY %s"
            .formatted(
                Sql.join(table.stored(), ", ", c -> "t." + Sql.name(c.name())),
                String.join(" UNION ALL ", parts),
                Order.of(table, table.stored(), "t.", encoding.collation()));
    return reader(table, query, table.stored());
  }

  RowStream stagedNew(Table table) throws SQLException {
    Optional<Staged> known = of(table);
    return known.isEmpty() ? RowStream.NONE : coming(known.get());
  }

  private RowStream coming(Staged staged) throws SQLException {
    Table table = staged.table();
    List<Column> columns = staged.columns();
    String inner =
        "SELECT %s FROM %s AS s WHERE s.op < %d"
            .formatted(
                Sql.join(
                    columns, ", ", c -> staged.column("s", c.name()) + " AS " + Sql.name(c.name())),
                staged.name(),
                Staged.DELETE);
    String query =
        "SELECT %s FROM (%s) AS t ORDER BY %s"
            .formatted(
                Sql.join(columns, ", ", c -> "t." + Sql.name(c.name())),
                inner,
                Order.of(table, columns, "t.", encoding.collation()));
    return reader(table, query, columns);
  }

  RowStream written(Table table) throws SQLException {
    Optional<Staged> known = of(table);
    return known.isEmpty() ? RowStream.NONE : written(known.get());
  }

  private RowStream written(Staged staged) throws SQLException {
    Table table = staged.table();
    List<Column> columns = staged.columns();
    String values = Sql.join(columns, ", ", c -> "t." + Sql.name(c.name()));
    String main = Sql.main(table.name().name());
    if (staged.isBulk()) {
      return reader(table, "SELECT %s FROM %s AS t".formatted(values, main), columns);
    }
    List<String> parts = new ArrayList<>();
    if (!table.key().isEmpty()) {
      String match = Match.byKey(table, n -> "t." + Sql.name(n), n -> staged.column("s", n));
      parts.add(
          "SELECT %s FROM %s AS s CROSS JOIN %s AS t ON %s WHERE s.op < %d"
              .formatted(values, staged.name(), main, match, Staged.DELETE));
    }
    if (table.key().isEmpty() || table.keyNullable()) {
      parts.add(
          "SELECT %s FROM %s AS t WHERE %s AND %s"
              .formatted(
                  values,
                  main,
                  staged.inserted("t"),
                  Match.nullKey(table, n -> "t." + Sql.name(n))));
    }
    return reader(table, String.join(" UNION ALL ", parts), columns);
  }

  long undeleted(Table table) throws SQLException {
    Optional<Staged> known = of(table);
    return known.isEmpty() ? 0 : undeleted(known.get());
  }

  private long undeleted(Staged staged) throws SQLException {
    Table table = staged.table();
    if (staged.isBulk() || table.key().isEmpty()) {
      return staged.undeleted();
    }
    String match = Match.byKey(table, n -> "t." + Sql.name(n), n -> staged.column("s", n));
    return staged.undeleted()
        + session.number(
            "SELECT count(*) FROM %s AS s CROSS JOIN %s AS t ON %s WHERE s.op = %d"
                .formatted(staged.name(), Sql.main(table.name().name()), match, Staged.DELETE));
  }

  private RowStream reader(Table table, String query, List<Column> columns) throws SQLException {
    return new RowReader(
        session,
        RowQuery.of(query),
        table.name(),
        columns,
        encoding,
        failures,
        sums -> {},
        () -> {});
  }
}
