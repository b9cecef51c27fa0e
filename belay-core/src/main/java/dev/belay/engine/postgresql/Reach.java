package dev.belay.engine.postgresql;

import dev.belay.model.ForeignKey;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One foreign key as SQL, against the live tables and what is staged for them. In that SQL {@code
 * c} is the child's row and {@code p} the parent's.
 *
 * <p>A reference to a partitioned table is answered by that table as a whole, with the stages of
 * all its leaves.
 */
final class Reach {
  private final LiveTable child;
  private final ForeignKey key;
  private final References.Detail detail;
  private final List<StageTable> parents;

  private Reach(
      LiveTable child, ForeignKey key, References.Detail detail, List<StageTable> parents) {
    this.child = child;
    this.key = key;
    this.detail = detail;
    this.parents = parents;
  }

  /**
   * @param stages all stages of the transaction
   */
  static Reach of(
      Session session,
      LiveCatalog live,
      LiveTable child,
      ForeignKey key,
      Map<TableName, StageTable> stages)
      throws SQLException {
    References.Detail detail = live.references().detail(child.oid(), key);
    Set<TableName> targets = targets(session, live, child, key);
    List<StageTable> parents =
        stages.values().stream()
            .filter(s -> !s.bulk() && targets.contains(s.table().name()))
            .toList();
    return new Reach(child, key, detail, parents);
  }

  /** The tables that hold the rows that a foreign key refers to. */
  static Set<TableName> targets(Session session, LiveCatalog live, LiveTable child, ForeignKey key)
      throws SQLException {
    return live.references().detail(child.oid(), key).partitioned()
        ? leaves(session, key.target())
        : Set.of(key.target());
  }

  /** Those of a partitioned table, at any depth. */
  static Set<TableName> leaves(Session session, TableName partitioned) throws SQLException {
    return new HashSet<>(
        session.list(
            """
            SELECT n.nspname, c.relname
            FROM pg_catalog.pg_partition_tree(CAST(? AS regclass)) t
            JOIN pg_catalog.pg_class c ON c.oid = t.relid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE t.isleaf
            """,
            row -> new TableName(row.getString(1), row.getString(2)),
            Sql.name(partitioned)));
  }

  /** What is staged for the parent, which may be partitioned. */
  List<StageTable> parents() {
    return parents;
  }

  /** Whether anything is staged for the parent at all. */
  boolean parentStaged() {
    return !parents.isEmpty();
  }

  References.Detail detail() {
    return detail;
  }

  /** Whether an update of the parent changes what a child can refer to. */
  boolean updatesMatter() {
    return parents.stream().anyMatch(this::updatesMatter);
  }

  /** The same for one of them. */
  boolean updatesMatter(StageTable parent) {
    return key.targetColumns().stream().anyMatch(parent::changes);
  }

  /**
   * Whether the row refers to anything: MATCH SIMPLE by no NULL at all, MATCH FULL by not only
   * NULLs.
   */
  String refers() {
    String columns = Sql.list(key.columns(), c -> "c." + Sql.ident(c));
    return "pg_catalog.num_nulls(%s) %s"
        .formatted(columns, detail.full() ? "< " + key.columns().size() : "= 0");
  }

  /**
   * Whether the parent's row {@code p} is the one that {@code c} refers to; of a period the plain
   * columns only.
   */
  String matches(String parent) {
    int plain = key.columns().size() - (detail.period() ? 1 : 0);
    return String.join(
        " AND ",
        IntStream.range(0, plain)
            .mapToObj(
                i ->
                    "%s.%s %s c.%s"
                        .formatted(
                            parent,
                            Sql.ident(key.targetColumns().get(i)),
                            detail.equality().get(i),
                            Sql.ident(key.columns().get(i))))
            .toList());
  }

  /** Whether the reference does not hold against the parent's rows as they are now. */
  String dangles() {
    return notFound(
        List.of("SELECT %s FROM %s p WHERE %s".formatted(targets("p"), relation(), "true")));
  }

  /** Whether the reference will not hold once all is applied. */
  String willDangle() {
    List<String> sources = new ArrayList<>();
    StringBuilder staying = new StringBuilder("true");
    for (StageTable parent : parents) {
      String[] gone = updatesMatter(parent) ? new String[] {"d", "u"} : new String[] {"d"};
      String here = detail.partitioned() ? "p.tableoid = " + parent.table().oid() + " AND " : "";
      staying.append(" AND NOT (").append(here).append(parent.isStaged("p", gone)).append(")");
      if (parent.hasAll(key.targetColumns())) {
        sources.add(
            "SELECT %s FROM %s p WHERE %s"
                .formatted(targets("p"), parent.name(), parent.isOf("p.", "i", "u")));
      }
    }
    sources.add(0, "SELECT %s FROM %s p WHERE %s".formatted(targets("p"), relation(), staying));
    return notFound(sources);
  }

  private String relation() {
    return (detail.partitioned() ? "" : "ONLY ") + Sql.name(key.target());
  }

  private String targets(String alias) {
    return Sql.list(key.targetColumns(), c -> alias + "." + Sql.ident(c));
  }

  private String notFound(List<String> sources) {
    if (detail.period()) {
      int last = key.columns().size() - 1;
      return "NOT coalesce(c.%s OPERATOR(pg_catalog.<@) (SELECT pg_catalog.range_agg(p.%s) FROM (%s) p WHERE %s), false)"
          .formatted(
              Sql.ident(key.columns().get(last)),
              Sql.ident(key.targetColumns().get(last)),
              String.join(" UNION ALL ", sources),
              last == 0 ? "true" : matches("p"));
    }
    // One NOT EXISTS for each source, with the match inside, is what the server turns into joins.
    return Sql.join(sources, " AND ", s -> "NOT EXISTS (" + s + " AND " + matches("p") + ")");
  }

  /**
   * Queries for the child's rows {@code c} that refer to rows of the parent that are staged as
   * deleted.
   */
  List<String> referringToDeleted(String select) {
    return parents.stream().map(parent -> referringToDeleted(select, parent)).toList();
  }

  /** The same for one of them. */
  String referringToDeleted(String select, StageTable parent) {
    return referring(select, deleted(parent));
  }

  /**
   * What was referred to in the rows that are staged as deleted. A staged line holds such a row as
   * it was; where it leaves the columns out, the live row has them.
   */
  String deleted(StageTable parent) {
    return parent.hasAll(key.targetColumns())
        ? staged(parent, "d")
        : "SELECT " + targets("l") + " " + parent.live("d");
  }

  /** What was referred to in the rows that are staged as updated, where {@link #updatesMatter}. */
  String renamed(StageTable parent) {
    String changed =
        Sql.join(
            parent.columns().stream().filter(c -> key.targetColumns().contains(c.name())).toList(),
            " OR ",
            c -> c.text("l.") + " IS DISTINCT FROM " + c.text("s."));
    return "SELECT %s %s AND (%s)".formatted(targets("l"), parent.live("u"), changed);
  }

  /** A query for the child's rows that refer to rows of the parent that are staged as this. */
  String referring(String select, StageTable parent, String op) {
    return referring(select, staged(parent, op));
  }

  private String staged(StageTable parent, String op) {
    return "SELECT %s FROM %s s WHERE %s".formatted(targets("s"), parent.name(), parent.is(op));
  }

  private String referring(String select, String parents) {
    return "SELECT %s FROM ONLY %s c WHERE %s".formatted(select, child.sql(), among(parents));
  }

  /** Whether what {@code c} refers to is among the rows of a query. */
  String among(String parents) {
    return "%s AND EXISTS (SELECT 1 FROM (%s) p WHERE %s)"
        .formatted(refers(), parents, matches("p"));
  }
}
