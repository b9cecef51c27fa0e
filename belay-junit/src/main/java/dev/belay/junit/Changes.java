package dev.belay.junit;

import dev.belay.model.DiffResult;
import dev.belay.model.DiffResult.TableDiff;
import dev.belay.model.RowChange;
import dev.belay.model.RowChange.Cell;
import dev.belay.model.RowChange.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What was done to a database.
 *
 * @param diff the counts: an insert is a row that was not there before
 * @param rows each row that differs
 */
public record Changes(DiffResult diff, List<RowChange> rows) {
  private static final int TOLD_AT_MOST = 50;

  public Changes {
    rows = List.copyOf(rows);
  }

  /** Whether every row is as it was. */
  public boolean isEmpty() {
    return diff.equal();
  }

  /** The tables that changed, by name. */
  public List<String> tables() {
    return diff.tables().stream()
        .filter(t -> !t.equal())
        .map(t -> t.table().toString())
        .sorted()
        .toList();
  }

  /** How many rows came into a table. */
  public long inserted(String table) {
    return count(table, TableDiff::insert);
  }

  /** How many rows of a table are not as they were. */
  public long updated(String table) {
    return count(table, TableDiff::update);
  }

  /** How many rows of a table are gone. */
  public long deleted(String table) {
    return count(table, TableDiff::delete);
  }

  private long count(String table, ToLongFunction<TableDiff> which) {
    return diff.tables().stream()
        .filter(t -> t.table().matches(table))
        .mapToLong(which)
        .findFirst()
        .orElse(0);
  }

  /** One line a row: {@code + customers id=4 name: Alan}. */
  @Override
  public String toString() {
    if (isEmpty()) {
      return "nothing changed";
    }
    String lines =
        rows.stream().limit(TOLD_AT_MOST).map(Changes::line).collect(Collectors.joining("\n"));
    return rows.size() > TOLD_AT_MOST
        ? lines + "\n… and " + (rows.size() - TOLD_AT_MOST) + " more"
        : lines;
  }

  private static String line(RowChange row) {
    String sign =
        switch (row.kind()) {
          case INSERT -> "+";
          case UPDATE -> "~";
          case DELETE -> "-";
        };
    String key =
        row.key().stream()
            .map((Value v) -> v.column() + "=" + text(v.value()))
            .collect(Collectors.joining(" "));
    String cells =
        row.columns().stream()
            .filter(c -> row.key().stream().noneMatch(v -> v.column().equals(c.column())))
            .map(c -> c.column() + ": " + cell(row, c))
            .collect(Collectors.joining(", "));
    return "%s %s %s  %s".formatted(sign, row.table(), key, cells).stripTrailing();
  }

  private static String cell(RowChange row, Cell cell) {
    return switch (row.kind()) {
      case INSERT -> text(cell.after());
      case UPDATE -> text(cell.before()) + " → " + text(cell.after());
      case DELETE -> text(cell.before());
    };
  }

  private static String text(Optional<String> value) {
    return value.orElse("NULL");
  }
}
