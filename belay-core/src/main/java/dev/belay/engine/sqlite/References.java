package dev.belay.engine.sqlite;

import dev.belay.engine.Change.Reference;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What foreign keys say about staged changes, before they are applied. As SQLite does, a reference
 * with a NULL in it refers to nothing, and values are compared as the parent's column compares
 * them.
 */
final class References {
  private final Session session;
  private final Stages stages;

  References(Session session, Stages stages) {
    this.session = session;
    this.stages = stages;
  }

  long missingParents(Table child, ForeignKey key, Table parent) throws SQLException {
    Optional<Staged> children = stages.of(child);
    if (children.isEmpty() || !children.get().has(key.columns())) {
      return 0;
    }
    Staged c = children.get();
    return session.number(
        "SELECT count(*) FROM %s AS c WHERE %s AND %s AND NOT %s AND NOT %s"
            .formatted(
                c.name(),
                c.isBulk() ? "1" : "c.op < " + Staged.DELETE,
                notNull(key, name -> c.column("c", name)),
                stays(key, parent, name -> c.column("c", name)),
                comes(key, parent, name -> c.column("c", name))));
  }

  /** A live parent row fits and is not staged as deleted, nor as updated to another value. */
  private String stays(ForeignKey key, Table parent, Function<String, String> child)
      throws SQLException {
    StringBuilder sql =
        new StringBuilder(
            "EXISTS (SELECT 1 FROM %s AS p WHERE %s"
                .formatted(main(parent), join(key, n -> "p." + Sql.name(n), child)));
    Optional<Staged> changes = stages.of(parent).filter(s -> !s.isBulk());
    if (changes.isPresent()) {
      Staged s = changes.get();
      boolean moves = s.has(key.targetColumns()) && !parent.key().containsAll(key.targetColumns());
      s.index(parent.key());
      sql.append(
          " AND NOT EXISTS (SELECT 1 FROM %s AS d WHERE %s AND d.op %s)"
              .formatted(
                  s.name(), sameRow(parent, s, "d", "p"), moves ? "> 0" : "= " + Staged.DELETE));
    }
    return sql.append(")").toString();
  }

  /** A staged new version of a parent row fits. */
  private String comes(ForeignKey key, Table parent, Function<String, String> child)
      throws SQLException {
    Optional<Staged> changes =
        stages.of(parent).filter(s -> !s.isBulk() && s.has(key.targetColumns()));
    if (changes.isEmpty()) {
      return "0";
    }
    Staged s = changes.get();
    Map<String, String> collations = StagedChecks.collations(session, parent);
    s.index(key.targetColumns(), key.targetColumns(), collations);
    return "EXISTS (SELECT 1 FROM %s AS n WHERE %s AND n.op < %d)"
        .formatted(s.name(), join(key, collated(s, "n", collations), child), Staged.DELETE);
  }

  /** The columns of a staged parent: they are compared as the table's own are. */
  private static Function<String, String> collated(
      Staged parent, String alias, Map<String, String> collations) {
    return n -> parent.column(alias, n) + collations.getOrDefault(n, "");
  }

  long keepReferenced(Table parent, List<Reference> references) throws SQLException {
    Optional<Staged> staged = stages.of(parent);
    if (staged.isEmpty()) {
      return 0;
    }
    Staged p = staged.get();
    Map<String, String> collations = StagedChecks.collations(session, parent);
    StringBuilder sql =
        new StringBuilder("DELETE FROM %s AS p WHERE p.op = %d".formatted(p.name(), Staged.INSERT));
    for (Reference reference : references) {
      Optional<Staged> child =
          stages.of(reference.child()).filter(c -> c.has(reference.key().columns()));
      if (child.isPresent()) {
        Staged c = child.get();
        c.index(reference.key().columns(), reference.key().targetColumns(), collations);
        sql.append(
            " AND NOT EXISTS (SELECT 1 FROM %s AS c WHERE %s%s)"
                .formatted(
                    c.name(),
                    join(reference.key(), collated(p, "p", collations), n -> c.column("c", n)),
                    c.isBulk() ? "" : " AND c.op < " + Staged.DELETE));
      }
    }
    session.exec(sql.toString());
    return p.count(Staged.INSERT);
  }

  long orphans(Table child, ForeignKey key, Table parent) throws SQLException {
    if (stages.of(parent).isEmpty()) {
      return 0;
    }
    if (child.key().isEmpty()) {
      long all = session.number("SELECT count(*) FROM " + referring(child, key, parent, false));
      return all - stagedReferring(child, key, parent);
    }
    return session.number("SELECT count(*) FROM " + referring(child, key, parent, true));
  }

  long strays(Table child, ForeignKey key, Table parent) throws SQLException {
    Optional<Staged> known =
        stages.of(parent).filter(s -> !s.isBulk() && s.has(key.targetColumns()));
    if (known.isEmpty() || parent.key().containsAll(key.targetColumns())) {
      return 0;
    }
    Staged p = known.get();
    String changed =
        Sql.join(
            key.targetColumns(), " OR ", n -> "p." + Sql.name(n) + " IS NOT " + p.column("s", n));
    return session.number(
        "SELECT count(*) FROM %s AND (%s) AND NOT %s"
            .formatted(
                referring(child, key, parent, true, Staged.UPDATE),
                changed,
                stays(key, parent, n -> "c." + Sql.name(n))));
  }

  long cascade(Table child, ForeignKey key, Table parent) throws SQLException {
    if (orphans(child, key, parent) == 0) {
      return 0;
    }
    Staged c =
        stages.of(child).isPresent() ? stages.of(child).get() : stages.open(child, child.stored());
    boolean clear = key.onDelete() == ForeignKey.Action.SET_NULL;
    if (c.isBulk() || !c.has(key.columns()) || (clear && child.key().isEmpty())) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "rows of %s refer by %s to rows of %s that would be deleted, and can't follow them"
              .formatted(child.name(), String.join(", ", key.columns()), parent.name()),
          "restore both tables together");
    }
    if (child.key().isEmpty()) {
      return cascadeByCount(c, key, parent);
    }
    String values =
        Sql.join(
            c.columns(),
            ", ",
            col ->
                clear && key.columns().contains(col.name()) ? "NULL" : "c." + Sql.name(col.name()));
    // Into a table of its own first, since what is staged must not be read and written at once.
    session.exec(
        "CREATE TEMP TABLE belay_cascade AS SELECT %d, %s FROM %s"
            .formatted(
                clear ? Staged.UPDATE : Staged.DELETE,
                values,
                referring(child, key, parent, true)));
    long taken =
        session.update("INSERT INTO %s SELECT * FROM temp.belay_cascade".formatted(c.name()));
    session.exec("DROP TABLE temp.belay_cascade");
    return taken;
  }

  /** Equal rows refer to the same parent, so all of them go. */
  private long cascadeByCount(Staged c, ForeignKey key, Table parent) throws SQLException {
    long before = c.count(Staged.DELETE);
    String values = Sql.join(c.columns(), ", ", col -> "c." + Sql.name(col.name()));
    session.exec(
        "CREATE TEMP TABLE belay_cascade AS SELECT %d, %s FROM %s"
            .formatted(Staged.DELETE, values, referring(c.table(), key, parent, false)));
    session.exec(
        "DELETE FROM %s AS c WHERE c.op = %d AND %s"
            .formatted(
                c.name(), Staged.DELETE, refersToDeleted(key, parent, n -> c.column("c", n))));
    session.exec("INSERT INTO %s SELECT * FROM temp.belay_cascade".formatted(c.name()));
    session.exec("DROP TABLE temp.belay_cascade");
    return c.count(Staged.DELETE) - before;
  }

  private String referring(Table child, ForeignKey key, Table parent, boolean notStaged)
      throws SQLException {
    return referring(child, key, parent, notStaged, Staged.DELETE);
  }

  /**
   * FROM: live rows {@code c} of the child that refer to rows {@code p} that are staged so, as
   * {@code s}, and for which no other comes to refer to.
   */
  private String referring(Table child, ForeignKey key, Table parent, boolean notStaged, int op)
      throws SQLException {
    Staged p = stages.of(parent).orElseThrow();
    StringBuilder sql =
        new StringBuilder(
            "%s AS s CROSS JOIN %s AS p ON %s CROSS JOIN %s AS c ON %s WHERE s.op = %d"
                .formatted(
                    p.name(),
                    main(parent),
                    sameRow(parent, p, "s", "p"),
                    main(child),
                    join(key, n -> "p." + Sql.name(n), n -> "c." + Sql.name(n)),
                    op));
    sql.append(" AND NOT ").append(comes(key, parent, n -> "c." + Sql.name(n)));
    Optional<Staged> own = stages.of(child).filter(s -> notStaged && !s.isBulk());
    if (own.isPresent()) {
      own.get().index(child.key());
      sql.append(
          " AND NOT EXISTS (SELECT 1 FROM %s AS o WHERE o.op > 0 AND %s)"
              .formatted(own.get().name(), sameRow(child, own.get(), "o", "c")));
    }
    return sql.toString();
  }

  private long stagedReferring(Table child, ForeignKey key, Table parent) throws SQLException {
    Optional<Staged> own = stages.of(child).filter(s -> !s.isBulk() && s.has(key.columns()));
    if (own.isEmpty()) {
      return 0;
    }
    return session.number(
        "SELECT count(*) FROM %s AS c WHERE c.op = %d AND %s"
            .formatted(
                own.get().name(),
                Staged.DELETE,
                refersToDeleted(key, parent, n -> own.get().column("c", n))));
  }

  private String refersToDeleted(ForeignKey key, Table parent, Function<String, String> child)
      throws SQLException {
    Staged p = stages.of(parent).orElseThrow();
    p.index(parent.key());
    return "EXISTS (SELECT 1 FROM %s AS p WHERE %s AND EXISTS (SELECT 1 FROM %s AS s WHERE s.op = %d AND %s))"
        .formatted(
            main(parent),
            join(key, n -> "p." + Sql.name(n), child),
            p.name(),
            Staged.DELETE,
            sameRow(parent, p, "s", "p"));
  }

  /** Whether a staged row is this live one, both behind an alias. */
  static String sameRow(Table table, Staged staged, String stage, String live) {
    Function<String, String> s = n -> staged.column(stage, n);
    Function<String, String> t = n -> live + "." + Sql.name(n);
    if (table.key().isEmpty()) {
      return Match.whole(staged.columns(), s, t);
    }
    String byKey = Match.byKey(table, t, s);
    return table.keyNullable()
        ? "(%s OR (%s AND %s))"
            .formatted(byKey, Match.nullKey(table, s), Match.whole(staged.columns(), s, t))
        : byKey;
  }

  static String join(
      ForeignKey key, Function<String, String> parent, Function<String, String> child) {
    return IntStream.range(0, key.columns().size())
        .mapToObj(
            i ->
                parent.apply(key.targetColumns().get(i))
                    + " = "
                    + child.apply(key.columns().get(i)))
        .collect(Collectors.joining(" AND "));
  }

  static String notNull(ForeignKey key, Function<String, String> child) {
    return Sql.join(key.columns(), " AND ", name -> child.apply(name) + " IS NOT NULL");
  }

  private static String main(Table table) {
    return Sql.main(table.name().name());
  }
}
