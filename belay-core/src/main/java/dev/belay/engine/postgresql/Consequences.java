package dev.belay.engine.postgresql;

import dev.belay.engine.Change;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What foreign keys take along: the questions of {@link Change} about references, set-based. */
final class Consequences {
  private final Session session;
  private final LiveCatalog live;
  private final Map<TableName, StageTable> stages;

  Consequences(Session session, LiveCatalog live, Map<TableName, StageTable> stages) {
    this.session = session;
    this.live = live;
    this.stages = stages;
  }

  private Reach reach(LiveTable child, ForeignKey key) throws SQLException {
    return Reach.of(session, live, child, key, stages);
  }

  private @Nullable StageTable stage(LiveTable table) {
    return stages.get(table.name());
  }

  long missingParents(LiveTable child, ForeignKey key) throws SQLException {
    StageTable stage = stage(child);
    if (stage == null) {
      return 0;
    }
    Reach reach = reach(child, key);
    return session.number(
        "SELECT count(*) FROM %s c WHERE %s AND %s"
            .formatted(newRows(stage, key), reach.refers(), reach.willDangle()));
  }

  /** The referencing columns of the child's new rows, as a FROM item. */
  private static String newRows(StageTable stage, ForeignKey key) {
    return rows(stage, key, "i", "u");
  }

  private static String rows(StageTable stage, ForeignKey key, String... ops) {
    if (stage.bulk()) {
      return "ONLY " + stage.table().sql();
    }
    if (stage.hasAll(key.columns())) {
      return "(SELECT * FROM %s s WHERE %s)".formatted(stage.name(), stage.is(ops));
    }
    // Updated rows keep what is not staged. What inserted rows get as a default shows after apply.
    return "(SELECT "
        + Sql.list(key.columns(), c -> (stage.has(c) ? "s." : "l.") + Sql.ident(c))
        + " "
        + (stage.keyed() ? stage.live("u") : "FROM ONLY " + stage.table().sql() + " l WHERE false")
        + ")";
  }

  long keepReferenced(LiveTable parent, List<Change.Reference> references) throws SQLException {
    StageTable stage = stage(parent);
    if (stage == null) {
      return 0;
    }
    if (stage.bulk()) {
      throw new IllegalStateException(parent.name() + " is loaded whole");
    }
    StringBuilder unreferenced = new StringBuilder("true");
    for (Change.Reference reference : references) {
      LiveTable child = live.table(reference.child());
      StageTable referring = stage(child);
      if (referring != null) {
        unreferenced
            .append(" AND NOT EXISTS (SELECT 1 FROM ")
            .append(newRows(referring, reference.key()))
            .append(" c WHERE ")
            .append(reach(child, reference.key()).matches("p"))
            .append(")");
      }
    }
    session.update(
        "DELETE FROM %s p WHERE %s AND %s"
            .formatted(stage.name(), stage.isOf("p.", "i"), unreferenced));
    return session.number(
        "SELECT count(*) FROM %s p WHERE %s".formatted(stage.name(), stage.isOf("p.", "i")));
  }

  /**
   * The child's rows that lose their parent and are not staged themselves; empty where there can be
   * none.
   */
  private String orphans(LiveTable child, Reach reach, String select) {
    StageTable own = stage(child);
    String spare = own == null || own.bulk() ? "" : " AND NOT " + own.isStaged("c", "u", "d");
    return Sql.join(
        reach.referringToDeleted(select),
        " UNION ALL ",
        q -> q + spare + " AND " + reach.willDangle());
  }

  long orphans(LiveTable child, ForeignKey key) throws SQLException {
    Reach reach = reach(child, key);
    return reach.parentStaged()
        ? session.number("SELECT count(*) FROM (" + orphans(child, reach, "c.ctid") + ") o")
        : 0;
  }

  /** The child's other rows that will dangle, where updates of the parent can make them. */
  long strays(LiveTable child, ForeignKey key) throws SQLException {
    Reach reach = reach(child, key);
    if (!reach.updatesMatter()) {
      return 0;
    }
    StageTable own = stage(child);
    String spare = own == null || own.bulk() ? "" : " AND NOT " + own.isStaged("c", "u", "d");
    return session.number(
        "SELECT count(*) FROM ONLY %s c WHERE %s AND %s%s"
            .formatted(child.sql(), reach.refers(), reach.willDangle(), spare));
  }

  /** The child's rows that refer to rows which are staged as inserted. */
  long dangling(LiveTable child, ForeignKey key) throws SQLException {
    long count = 0;
    Reach reach = reach(child, key);
    for (StageTable parent : reach.parents()) {
      if (!parent.bulk() && parent.hasAll(key.targetColumns())) {
        count +=
            session.number(
                "SELECT count(*) FROM (" + reach.referring("c.ctid", parent, "i") + ") o");
      }
    }
    return count;
  }

  /** Stages into {@code stage}, the child's own, what becomes of the orphans. */
  long cascade(StageTable stage, ForeignKey key) throws SQLException {
    LiveTable child = stage.table();
    Reach reach = reach(child, key);
    if (!reach.parentStaged()) {
      return 0;
    }
    String into = "INSERT INTO %s (%s, %s) ".formatted(stage.name(), stage.op(), stage.names(""));
    String deleted = orphans(child, reach, "'d'::\"char\", " + stage.names("c."));
    if (key.onDelete() == ForeignKey.Action.CASCADE) {
      return session.update(into + deleted);
    }
    List<String> cleared = reach.detail().cleared();
    if (!stage.hasAll(cleared)) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s: %s clears columns that are not part of the change"
              .formatted(child.name(), key.name()),
          "restore that table with all its columns");
    }
    String columns =
        Sql.list(
            stage.columns(),
            c ->
                cleared.contains(c.name())
                    ? "CAST(NULL AS " + c.column().type() + ")"
                    : "c." + Sql.ident(c.name()));
    String op = stage.keyed() ? "u" : "i";
    String renewed = orphans(child, reach, "'" + op + "'::\"char\", " + columns);
    if (stage.keyed()) {
      stage.changed().any();
      return session.update(into + renewed);
    }
    // Without a key a row can't be updated: the old one goes and the new one comes, seen before
    // either is staged.
    return session.update(into + deleted + " UNION ALL " + renewed) / 2;
  }

  long broken(LiveTable child, ForeignKey key) throws SQLException {
    Reach reach = reach(child, key);
    StageTable own = stage(child);
    String all = "SELECT c.ctid FROM ONLY " + child.sql() + " c WHERE " + reach.refers();
    if (reach.updatesMatter() || (reach.detail().period() && reach.parentStaged())) {
      return count(List.of(all), reach);
    }
    if (own != null && !own.bulk() && own.keyed() && own.hasAll(key.columns())) {
      return count(List.of(brought(own, key, reach)), reach) + count(elsewhere(own, reach), reach);
    }
    List<String> suspects = new ArrayList<>(referringToDeleted(reach));
    if (own != null) {
      suspects.add(all + (own.bulk() ? "" : " AND " + written(own)));
    }
    return count(suspects, reach);
  }

  /**
   * What apply wrote, from the stage: that the table holds just that is verified by itself, and the
   * table need not be searched for few rows.
   */
  private static String brought(StageTable own, ForeignKey key, Reach reach) {
    return "SELECT 1 FROM %s c WHERE %s".formatted(newRows(own, key), reach.refers());
  }

  /** The child's other rows that refer to what was deleted. */
  private List<String> elsewhere(StageTable own, Reach reach) throws SQLException {
    return referringToDeleted(reach).stream()
        .map(q -> q + " AND NOT " + own.isStaged("c", "i", "u"))
        .toList();
  }

  /**
   * The child is not searched for parents that lose nothing, which the server would do: it can't
   * know that there are no such rows.
   */
  private List<String> referringToDeleted(Reach reach) throws SQLException {
    List<String> queries = new ArrayList<>();
    for (StageTable parent : reach.parents()) {
      String lost = "SELECT FROM %s s WHERE %s".formatted(parent.name(), parent.is("d"));
      if (session.text("SELECT EXISTS (" + lost + ")::text").equals("true")) {
        queries.add(reach.referringToDeleted("c.ctid", parent));
      }
    }
    return queries;
  }

  private long count(List<String> suspects, Reach reach) throws SQLException {
    return suspects.isEmpty()
        ? 0
        : session.number(
            "SELECT count(*) FROM (%s) o"
                .formatted(Sql.join(suspects, " UNION ", q -> q + " AND " + reach.dangles())));
  }

  /**
   * Whether {@code c} was inserted or updated by apply; without a key by the transaction that wrote
   * it.
   */
  private static String written(StageTable stage) {
    return stage.keyed()
        ? stage.isStaged("c", "i", "u")
        : "c.xmin = pg_catalog.pg_current_xact_id()::xid";
  }

  /**
   * How many rows of the child, as they are to be, the server itself would change or stop because
   * of staged changes to the parent, where its reference actions can't be kept from happening. They
   * happen at once, though a row to refer to comes in later.
   */
  long wouldBeTouched(LiveTable child, ForeignKey key) throws SQLException {
    Reach reach = reach(child, key);
    long touched = orphans(child, key);
    List<String> lost = new ArrayList<>();
    if (acts(key.onDelete())) {
      reach.parents().forEach(parent -> lost.add(reach.deleted(parent)));
    }
    if (acts(key.onUpdate())) {
      reach.parents().stream()
          .filter(reach::updatesMatter)
          .forEach(parent -> lost.add(reach.renamed(parent)));
    }
    for (String parents : lost) {
      if (touched == 0 && session.text("SELECT EXISTS (" + parents + ")::text").equals("true")) {
        touched = session.number(staying(child, key, reach, parents));
      }
    }
    return touched;
  }

  private static boolean acts(ForeignKey.Action action) {
    return action != ForeignKey.Action.NO_ACTION;
  }

  /** Counts the child's rows that are not to go, updated ones as they will be. */
  private String staying(LiveTable child, ForeignKey key, Reach reach, String parents) {
    StageTable own = stage(child);
    String live = "SELECT FROM ONLY %s c WHERE %s".formatted(child.sql(), reach.among(parents));
    if (own == null || own.bulk()) {
      return "SELECT count(*) FROM (" + live + ") o";
    }
    String updated =
        "SELECT FROM %s c WHERE %s".formatted(rows(own, key, "u"), reach.among(parents));
    return "SELECT count(*) FROM (%s AND NOT %s UNION ALL %s) o"
        .formatted(live, own.isStaged("c", "u", "d"), updated);
  }
}
