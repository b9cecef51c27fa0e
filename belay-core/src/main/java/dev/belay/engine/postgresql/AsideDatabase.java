package dev.belay.engine.postgresql;

import dev.belay.engine.Aside;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.rows.Chunk;
import dev.belay.rows.Lanes;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** A database that is built aside, over as many connections as there are lanes. */
final class AsideDatabase implements Aside {
  private final Swap swap;
  private final Connector connector;
  private final ReadOptions options;
  private final Creation creation;
  private final LiveCatalog live;
  private final PostData after;
  private final List<String> warnings;
  private final AsideLanes lanes;

  private AsideDatabase(
      Swap swap,
      ReadOptions options,
      Creation creation,
      LiveCatalog live,
      PostData after,
      Session first) {
    this.swap = swap;
    this.connector = swap.fresh();
    this.options = options;
    this.creation = creation;
    this.live = live;
    this.after = after;
    this.warnings = new ArrayList<>(creation.warnings());
    this.lanes = new AsideLanes(connector, options, first);
  }

  /** Makes everything that comes before the rows, in the database that {@code swap} has made. */
  static AsideDatabase begin(
      Swap swap, Connector target, ReadOptions options, Catalog catalog, Scripts scripts)
      throws IOException {
    Session session = swap.fresh().open(options);
    try {
      // Somebody may have been quicker than the copy.
      Creation.requireEmpty(target, session);
      session.run(AsideLanes.SETTINGS);
      session.run("BEGIN");
      Creation creation = new Creation(target, catalog, scripts.before());
      creation.structure(session);
      session.run("COMMIT");
      LiveCatalog live = CatalogReader.read(session, TableFinder.all(session));
      PostData after = PostData.of(scripts.after(), live.tables().keySet());
      return new AsideDatabase(swap, options, creation, live, after, session);
    } catch (SQLException e) {
      session.abort();
      throw target.failure(e, "making the tables");
    } catch (IOException | RuntimeException e) {
      session.abort();
      throw e;
    }
  }

  @Override
  public int lanes() {
    return options.lanes();
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public long load(Table table, List<Column> columns, Rows rows) throws IOException {
    LiveTable found = live.table(table);
    Refusals.inexact(connector, List.of(found));
    // Rows of a table that was made empty in the same transaction can be written as if they had
    // been there for ever, which spares a second write of the table later.
    boolean freeze = found.extension().isEmpty();
    String copy =
        "COPY %s (%s) FROM STDIN%s"
            .formatted(
                found.sql(),
                Sql.list(columns, c -> Sql.ident(c.name())),
                freeze ? " WITH (FREEZE true)" : "");
    return lanes.alone(
        "writing rows of " + table.name(),
        session -> {
          session.run(freeze ? "BEGIN; TRUNCATE ONLY " + found.sql() : "BEGIN");
          // Functions of users may be called here, as in Session.withUsersPath.
          session.run("SET LOCAL search_path TO DEFAULT");
          long count = feed(session.copyIn(copy), rows);
          session.run("COMMIT");
          return count;
        });
  }

  private static long feed(CopyIn copy, Rows rows) throws SQLException, IOException {
    for (Chunk chunk = rows.next(); chunk != null; chunk = rows.next()) {
      copy.writeToCopy(chunk.buffer(), 0, chunk.length());
    }
    return copy.endCopy();
  }

  /**
   * Dropping the empty database at the end makes the server write a checkpoint, and waits for it.
   * Begun now, most of that happens while indexes are built.
   */
  @Override
  public void loaded() {
    Thread thread = new Thread(this::checkpoint, "belay-checkpoint");
    thread.setDaemon(true);
    thread.start();
  }

  private void checkpoint() {
    try (Session session = connector.to(ServerAsides.MAINTENANCE).open(options)) {
      session.run("CHECKPOINT");
    } catch (IOException | SQLException | BelayException e) {
      // Who may not ask for one waits longer at the end.
    }
  }

  @Override
  public void index(Table table) throws IOException {
    for (PostData.Build build : after.builds()) {
      if (build.table().equals(table.name())) {
        lanes.alone(
            "building an index of " + table.name(),
            session -> {
              session.run(build.tablespace());
              return session.update(build.sql());
            });
      }
    }
  }

  @Override
  public RowStream rows(Table table, List<Column> columns) throws IOException {
    LiveTable found = live.table(table);
    Session session = lanes.borrow();
    try {
      CopyOut copy =
          session.copyOut(
              "COPY (SELECT %s FROM ONLY %s) TO STDOUT"
                  .formatted(Sql.list(columns, c -> found.column(c).value("")), found.sql()));
      return new CopyRows(
          copy, connector, found, false, rest -> lanes.giveBack(session, rest == null));
    } catch (SQLException e) {
      lanes.giveBack(session, false);
      throw connector.failure(e, "reading " + table.name());
    }
  }

  @Override
  public void finish(List<Counter> counters) throws IOException {
    Turns turns = new Turns(after.references());
    Lanes.each(lanes(), after.references(), any -> build(turns));
    lanes.alone(
        "finishing the database",
        session -> {
          session.run("BEGIN");
          warnings.addAll(creation.finish(session, after.rest()));
          CounterWriter.write(session, counters);
          session.run("COMMIT");
          return 0L;
        });
  }

  private void build(Turns turns) throws IOException {
    PostData.Reference reference = turns.take();
    try {
      lanes.alone(
          "checking the references of " + reference.child(),
          session -> session.update(reference.sql()));
    } finally {
      turns.done(reference);
    }
  }

  @Override
  public String commitMark() throws IOException {
    lanes.close();
    return connector.ask("putting the new database in its place", () -> swap.rename().toString());
  }

  @Override
  public void commit() throws IOException {
    connector.run("committing", swap::commit);
  }

  @Override
  public List<String> clear() throws IOException {
    return swap.clear();
  }

  @Override
  public void close() throws IOException {
    lanes.close();
    swap.close();
  }
}
