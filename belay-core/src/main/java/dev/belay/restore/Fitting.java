package dev.belay.restore;

import dev.belay.diff.DriftCheck;
import dev.belay.engine.Change;
import dev.belay.model.BelayException;
import dev.belay.model.Drift;
import dev.belay.model.ErrorCode;
import dev.belay.model.ShortId;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds the structure of an order's aim against that of the database. */
final class Fitting {
  private final Order order;
  private final Change change;

  Fitting(Order order, Change change) {
    this.order = order;
    this.change = change;
  }

  /** The selected tables as the live database has them; SCHEMA_MISMATCH where one does not fit. */
  List<Table> tables() {
    List<Table> wanted =
        order
            .selection()
            .of(
                order.aim().catalog().tablesBeside(change.catalog()),
                "snapshot " + ShortId.of(order.source()));
    refuse(drift(wanted).stream().filter(d -> !d.fits() && !d.onlyNewRows()).toList());
    return wanted.stream().map(t -> change.catalog().table(t.name()).orElseThrow()).toList();
  }

  /**
   * How the structures differ. What stands in the way of new rows is SCHEMA_MISMATCH, but no
   * obstacle where there are none.
   *
   * @param wanted the selected tables as the aim has them
   */
  List<Drift> drift(List<Table> wanted, Map<TableName, TableWork> works) {
    List<Drift> found = drift(wanted);
    refuse(found.stream().filter(d -> !d.fits() && inserts(works.get(d.table()))).toList());
    List<Drift> drift = new ArrayList<>();
    found.forEach(d -> drift.add(d.fits() ? d : d.withoutNewRows()));
    if (!order.command().equals("undo")) {
      drift.addAll(
          DriftCheck.extraTables(
              order.selection().whole() ? order.aim().structure() : order.aim().catalog(),
              change.catalog(),
              order.selection(),
              DriftCheck.Sides.RESTORE));
    }
    return drift;
  }

  private static boolean inserts(@Nullable TableWork work) {
    return work != null && work.insert() > 0;
  }

  private List<Drift> drift(List<Table> wanted) {
    DriftCheck.Sides sides =
        order.coverage().isPresent()
            ? new DriftCheck.Sides("the seed", "the database")
            : DriftCheck.Sides.RESTORE;
    return wanted.stream()
        .flatMap(t -> DriftCheck.compare(t, change.catalog().table(t.name()), sides).stream())
        .toList();
  }

  private static void refuse(List<Drift> misfits) {
    if (!misfits.isEmpty()) {
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "the snapshot does not fit the database: "
              + String.join("; ", misfits.stream().map(Drift::detail).toList()),
          "leave tables out with --exclude-table, or build a new database with --create --db");
    }
  }
}
