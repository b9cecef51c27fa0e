package dev.belay.diff;

import dev.belay.model.Column;
import dev.belay.model.DiffResult;
import dev.belay.model.RowChange;
import dev.belay.model.RowChange.Cell;
import dev.belay.model.RowChange.Kind;
import dev.belay.model.RowChange.Value;
import dev.belay.model.Table;
import dev.belay.rows.FieldText;
import dev.belay.rows.RowLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Counts differences and, where wanted, spells each one out for people. */
final class CountingSink implements DiffSink {
  private final Table table;
  private final List<Column> columns;
  private final Optional<Consumer<RowChange>> rows;
  private long insert;
  private long update;
  private long delete;

  CountingSink(Table table, Optional<Consumer<RowChange>> rows) {
    this.table = table;
    this.columns = table.stored();
    this.rows = rows;
  }

  @Override
  public void insert(byte[] aim, int from, int to) {
    insert++;
    rows.ifPresent(each -> each.accept(whole(Kind.INSERT, aim, from)));
  }

  @Override
  public void update(byte[] aim, int from, int to, byte[] live, int liveFrom, int liveTo) {
    update++;
    rows.ifPresent(each -> each.accept(changed(aim, from, live, liveFrom)));
  }

  @Override
  public void delete(byte[] live, int from, int to) {
    delete++;
    rows.ifPresent(each -> each.accept(whole(Kind.DELETE, live, from)));
  }

  private RowChange whole(Kind kind, byte[] line, int from) {
    int[] bounds = RowLayout.bounds(line, from, columns.size());
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Optional<String> value = text(i, line, bounds);
      boolean comes = kind == Kind.INSERT;
      cells.add(
          new Cell(
              columns.get(i).name(),
              comes ? Optional.empty() : value,
              comes ? value : Optional.empty()));
    }
    return new RowChange(table.name(), kind, key(line, bounds), cells);
  }

  private RowChange changed(byte[] aim, int from, byte[] live, int liveFrom) {
    int[] a = RowLayout.bounds(aim, from, columns.size());
    int[] b = RowLayout.bounds(live, liveFrom, columns.size());
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (!Arrays.equals(aim, a[i], a[i + 1] - 1, live, b[i], b[i + 1] - 1)) {
        cells.add(new Cell(columns.get(i).name(), text(i, live, b), text(i, aim, a)));
      }
    }
    return new RowChange(table.name(), Kind.UPDATE, key(aim, a), cells);
  }

  private List<Value> key(byte[] line, int[] bounds) {
    List<Value> key = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (table.key().isEmpty() || table.key().contains(columns.get(i).name())) {
        key.add(new Value(columns.get(i).name(), text(i, line, bounds)));
      }
    }
    return key;
  }

  private Optional<String> text(int column, byte[] line, int[] bounds) {
    return FieldText.of(columns.get(column).form(), line, bounds[column], bounds[column + 1] - 1);
  }

  /**
   * The counts.
   *
   * @param total how many rows the live side has
   */
  DiffResult.TableDiff result(long total) {
    return new DiffResult.TableDiff(table.name(), insert, update, delete, total - update - delete);
  }
}
