package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The highest whole numbers of a file's columns. A counter that stays behind them would give the
 * next row that an application puts in a number that is there already.
 */
final class HighestNumbers {
  private static final int DIGITS = Long.toString(Long.MAX_VALUE).length();

  private final Map<Place, Long> highest = new HashMap<>();

  private record Place(TableName table, String column) {}

  /** Told of each value. */
  void note(Table table, Column column, Value value) {
    if (column.form() == Form.INTEGER
        && value instanceof Value.Whole whole
        && whole.digits().length() < DIGITS) {
      highest.merge(
          new Place(table.name(), column.name()), Long.parseLong(whole.digits()), Math::max);
    }
  }

  /** The counter, not behind what its column holds; SQLite's number the one column of the key. */
  Counter before(Counter counter, Collection<Table> tables) {
    TableName table = counter.table().orElse(counter.name());
    String column =
        counter.column().isEmpty()
            ? tables.stream()
                .filter(t -> t.name().equals(table) && t.key().size() == 1)
                .map(t -> t.key().get(0))
                .findFirst()
                .orElse("")
            : counter.column();
    return counter.notBehind(highest.getOrDefault(new Place(table, column), Long.MIN_VALUE));
  }
}
