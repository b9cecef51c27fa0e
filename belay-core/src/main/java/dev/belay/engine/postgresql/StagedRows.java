package dev.belay.engine.postgresql;

import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * Reads a change's rows over its own connection, one table at a time: what is left of a stream is
 * read to its end when it is closed, since nothing else can follow.
 */
final class StagedRows {
  private final Session session;
  private final Connector connector;
  private final Stages stages;

  StagedRows(Session session, Connector connector, Stages stages) {
    this.session = session;
    this.connector = connector;
    this.stages = stages;
  }

  /** All rows of a table, in identity order. */
  RowStream all(LiveTable table, String encoding) throws SQLException {
    return read(table, Ordering.copy(table, encoding));
  }

  /** The live rows that are staged as updated or as deleted, whole, in identity order. */
  RowStream live(Table table, boolean updated, String encoding) throws SQLException {
    StageTable stage = stages.of(table);
    if (stage == null) {
      return RowStream.NONE;
    }
    LiveTable live = stage.table();
    return read(
        live,
        "COPY (SELECT %s %s%s) TO STDOUT"
            .formatted(
                Sql.list(live.stored(), c -> c.value("l.")),
                stage.live(updated ? "u" : "d"),
                Ordering.by(live, live.stored(), "l.", encoding)));
  }

  /** The staged new versions, in identity order. */
  RowStream coming(Table table, String encoding) throws SQLException {
    StageTable stage = stages.of(table);
    if (stage == null) {
      return RowStream.NONE;
    }
    String from =
        stage.bulk()
            ? "ONLY " + stage.table().sql() + " s"
            : stage.name() + " s WHERE " + stage.is("i", "u");
    return read(
        stage.table(),
        "COPY (SELECT %s FROM %s%s) TO STDOUT"
            .formatted(
                stage.values("s."),
                from,
                Ordering.by(stage.table(), stage.columns(), "s.", encoding)));
  }

  /** What was inserted or updated, as it lies in the table now, in no order. */
  RowStream written(Table table) throws SQLException {
    StageTable stage = stages.of(table);
    return stage == null
        ? RowStream.NONE
        : read(
            stage.table(),
            "COPY (SELECT %s %s) TO STDOUT".formatted(stage.values("l."), writtenTo(stage)));
  }

  private static String writtenTo(StageTable stage) {
    String all = "FROM ONLY " + stage.table().sql() + " l";
    if (stage.bulk()) {
      return all;
    }
    return stage.keyed()
        ? stage.live("i", "u")
        : all + " WHERE l.xmin = pg_catalog.pg_current_xact_id()::xid";
  }

  private RowStream read(LiveTable table, String copy) throws SQLException {
    return new CopyRows(session.copyOut(copy), connector, table, false, StagedRows::drain);
  }

  private static void drain(@Nullable CopyOut rest) throws SQLException {
    while (rest != null && rest.readFromCopy() != null) {
      // Nobody wants it.
    }
  }
}
