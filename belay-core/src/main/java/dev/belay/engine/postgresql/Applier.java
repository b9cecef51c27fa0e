package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Carries out what is staged, a statement for each table and kind of change. */
final class Applier {
  /** What was done to one table. */
  static final class Done {
    long inserted;
    long updated;
    long deleted;
  }

  private final Session session;
  private final Connector connector;
  private final Guard guard;
  private final LiveCatalog live;
  private final Map<TableName, StageTable> stages;
  private final Map<TableName, Done> done = new HashMap<>();

  Applier(
      Session session,
      Connector connector,
      Guard guard,
      LiveCatalog live,
      Map<TableName, StageTable> stages) {
    this.session = session;
    this.connector = connector;
    this.guard = guard;
    this.live = live;
    this.stages = stages;
  }

  Map<TableName, Done> apply() throws SQLException {
    List<StageTable> staged = new ArrayList<>();
    for (StageTable stage : new StageOrder(session, live, stages).childrenFirst()) {
      // A table without columns is only carried where it has no rows.
      if (!stage.bulk() && !stage.columns().isEmpty()) {
        staged.add(stage);
        done.put(stage.table().name(), new Done());
        session.run("ANALYZE " + stage.name());
      }
    }
    if (staged.isEmpty()) {
      return done;
    }
    guard.enter(staged.stream().map(StageTable::table).toList());
    if (!guard.replicaRole()) {
      refuseActions(staged);
      for (StageTable stage : staged) {
        allowIdentities(stage);
      }
    }
    return session.withUsersPath(() -> write(staged));
  }

  private Map<TableName, Done> write(List<StageTable> childrenFirst) throws SQLException {
    for (StageTable stage : childrenFirst) {
      removeAndUpdate(stage);
    }
    List<StageTable> parentsFirst = new ArrayList<>(childrenFirst);
    Collections.reverse(parentsFirst);
    for (StageTable stage : parentsFirst) {
      insert(stage);
    }
    return done;
  }

  private Done done(StageTable stage) {
    return done.computeIfAbsent(stage.table().name(), k -> new Done());
  }

  private void removeAndUpdate(StageTable stage) throws SQLException {
    done(stage).deleted = withTaken(stage, delete(stage, "d"));
    if (!stage.keyed() || updated(stage).isEmpty()) {
      return;
    }
    if (replaces(stage)) {
      done(stage).updated = replace(stage);
    } else {
      done(stage).updated =
          session.update(
              "UPDATE ONLY %s l SET %s FROM %s s WHERE %s AND %s"
                  .formatted(
                      stage.table().sql(),
                      Sql.list(
                          updated(stage), c -> Sql.ident(c.name()) + " = s." + Sql.ident(c.name())),
                      stage.name(),
                      stage.sameKey("l.", "s."),
                      stage.is("u")));
      refuseLostUpdates(stage);
    }
  }

  /**
   * Without the replica role a reference action in a cycle of tables may have taken rows before
   * their turn: they count, once none of them is there.
   */
  private long withTaken(StageTable stage, long deleted) throws SQLException {
    if (guard.replicaRole()) {
      return deleted;
    }
    long wanted =
        session.number("SELECT count(*) FROM %s s WHERE %s".formatted(stage.name(), stage.is("d")));
    boolean gone = deleted == wanted || session.number("SELECT count(*) " + stage.live("d")) == 0;
    return gone ? wanted : deleted;
  }

  /**
   * Without the replica role a reference action in a cycle of tables may have taken a row before
   * its turn.
   */
  private void refuseLostUpdates(StageTable stage) throws SQLException {
    if (guard.replicaRole()) {
      return;
    }
    long wanted =
        session.number("SELECT count(*) FROM %s s WHERE %s".formatted(stage.name(), stage.is("u")));
    if (wanted != done(stage).updated) {
      throw refusal(
          "%d rows of %s were to be updated, %d were"
              .formatted(wanted, stage.table().name(), done(stage).updated));
    }
  }

  /**
   * The columns that updates set. A key is equal already, but for a number that is written
   * differently (1.0 and 1.00).
   */
  private static List<LiveColumn> updated(StageTable stage) {
    List<String> key = stage.table().table().key();
    return IntStream.range(0, stage.columns().size())
        .filter(stage.changed()::has)
        .mapToObj(stage.columns()::get)
        .filter(c -> !key.contains(c.name()) || c.column().form() == Form.DECIMAL)
        .toList();
  }

  /**
   * Whether updated rows are deleted and inserted instead: two of them may be in each other's way
   * in a unique index, and an UPDATE may not set an identity. Only where no reference action would
   * see the deletion.
   */
  private boolean replaces(StageTable stage) throws SQLException {
    return (guard.replicaRole() || !setsOffActions(stage))
        && (updated(stage).stream().anyMatch(LiveColumn::alwaysIdentity) || mayCollide(stage));
  }

  /** Whether a reference to this table does something at once where a row of it is deleted. */
  private boolean setsOffActions(StageTable stage) {
    Table table = stage.table().table();
    return live.tables().values().stream()
        .flatMap(child -> child.table().foreignKeys().stream())
        .filter(key -> key.onDelete() != ForeignKey.Action.NO_ACTION)
        .map(ForeignKey::target)
        .anyMatch(name -> name.equals(table.name()) || table.partitionOf().contains(name));
  }

  /** Whether what is updated is a part of what makes rows unique. */
  private boolean mayCollide(StageTable stage) throws SQLException {
    if (!stage.table().table().otherUnique()) {
      return false;
    }
    Set<LiveColumn> staying = new HashSet<>(stage.table().stored());
    staying.removeAll(updated(stage));
    Set<String> names = staying.stream().map(LiveColumn::name).collect(Collectors.toSet());
    long oid = stage.table().oid();
    return Keys.read(session, oid).all(oid).stream()
        .anyMatch(unique -> !unique.usable() || !names.containsAll(unique.columns()));
  }

  private long delete(StageTable stage, String op) throws SQLException {
    if (stage.keyed()) {
      return session.update(
          "DELETE FROM ONLY %s l USING %s s WHERE %s AND %s"
              .formatted(
                  stage.table().sql(), stage.name(), stage.sameKey("l.", "s."), stage.is(op)));
    }
    return session.update(
        "DELETE FROM ONLY %s gone USING (SELECT l.ctid %s) p WHERE gone.ctid = p.ctid"
            .formatted(stage.table().sql(), stage.live(op)));
  }

  private long replace(StageTable stage) throws SQLException {
    String source = stage.name() + " s WHERE " + stage.is("u");
    if (!stage.whole()) {
      // The columns that are not staged are saved from the live rows first.
      String full = stage.name() + "_full";
      session.run(
          "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT %s %s"
              .formatted(
                  full.substring("pg_temp.".length()),
                  Sql.list(
                      stage.table().stored(),
                      c -> (stage.has(c.name()) ? "s." : "l.") + Sql.ident(c.name())),
                  stage.live("u")));
      source = full + " s";
    }
    delete(stage, "u");
    return insert(stage, Sql.list(stage.table().stored(), c -> Sql.ident(c.name())), source);
  }

  private void insert(StageTable stage) throws SQLException {
    done(stage).inserted =
        insert(stage, stage.names(""), stage.name() + " s WHERE " + stage.is("i"));
  }

  private long insert(StageTable stage, String columns, String source) throws SQLException {
    return session.update(
        "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s"
            .formatted(stage.table().sql(), columns, columns, source));
  }

  private void allowIdentities(StageTable stage) throws SQLException {
    for (LiveColumn column : updated(stage)) {
      if (column.alwaysIdentity()) {
        guard.allowIdentity(stage.table(), column);
      }
    }
  }

  /**
   * Without the replica role the server follows references by itself: only where it would find
   * nothing to do.
   */
  private void refuseActions(List<StageTable> staged) throws SQLException {
    Consequences consequences = new Consequences(session, live, stages);
    for (LiveTable child : live.tables().values()) {
      for (ForeignKey key : child.table().foreignKeys()) {
        boolean concerned =
            staged.stream().anyMatch(s -> s.table().name().equals(key.target()))
                || live.references().detail(child.oid(), key).partitioned();
        if (concerned && consequences.wouldBeTouched(child, key) > 0) {
          throw refusal(
              "%s of %s would change or stop rows that the plan does not name"
                  .formatted(key.name(), child.name()));
        }
      }
    }
  }

  private BelayException refusal(String what) {
    return new BelayException(
        ErrorCode.REFUSED,
        connector.display() + ": " + what,
        "let the user switch reference actions off: GRANT SET ON PARAMETER session_replication_role"
            + " (PostgreSQL 15 and later), or use a superuser");
  }
}
