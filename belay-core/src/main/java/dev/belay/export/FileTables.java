package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the tables of a file: their rows become those that a database would have for them, and are
 * put into order on disk.
 */
final class FileTables implements FileTable.Receiver {
  private static final int MADE = -1;

  private final Supplier<Catalog> target;
  private final PrivateDirectory directory;
  private final Progress progress;
  private final Map<Table, ReadyRows> ready = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final HighestNumbers numbers = new HighestNumbers();
  private final MadeIds ids;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private List<Place> places = List.of();
  private @Nullable Coming coming;

  /** Where a column of the file goes; one that it lacks is made up. */
  private record Place(Column column, int file, ValueWriter writer, boolean text) {}

  /**
   * The table that is being taken.
   *
   * @param whole whether the file has just its columns, in its order
   */
  private record Coming(Table table, RowSorter sorter, boolean whole) {}

  /**
   * @param target the structure that the tables must fit; asked when the first one begins
   * @param ids for rows that have none
   */
  FileTables(Supplier<Catalog> target, MadeIds ids, PrivateDirectory directory, Progress progress) {
    this.target = target;
    this.ids = ids;
    this.directory = directory;
    this.progress = progress;
  }

  /** The tables with the columns that the file has of them, in its order, and their rows. */
  Map<Table, ReadyRows> ready() {
    return Collections.unmodifiableMap(ready);
  }

  /** These counters, none of them behind the rows of the file. */
  List<Counter> before(List<Counter> counters) {
    return counters.stream().map(c -> numbers.before(c, ready.keySet())).toList();
  }

  /** What a person should know of them. */
  List<String> warnings() {
    return warnings;
  }

  @Override
  public void begin(FileTable head) throws IOException {
    Table there = FileFit.table(head, target.get());
    TableName name = there.name();
    if (ready.keySet().stream().anyMatch(t -> t.name().equals(name))) {
      throw new BelayException(
          ErrorCode.USAGE, "the file has table " + name + " twice", "take one out");
    }
    Optional<Column> made = ids.of(head, there);
    Table aim = FileFit.withColumns(head, there, made);
    places = aim.stored().stream().map(column -> place(head, column, made)).toList();
    List<String> own = aim.stored().stream().map(Column::name).toList();
    List<String> given = head.columns().stream().map(FileTable.FileColumn::name).toList();
    progress.table(name, -1);
    RowSorter sorter = new RowSorter(RowLayout.of(aim), directory.inner());
    coming = new Coming(aim, sorter, own.equals(given));
  }

  private static Place place(FileTable head, Column column, Optional<Column> made) {
    if (made.equals(Optional.of(column))) {
      return new Place(column, MADE, new ValueWriter(column), false);
    }
    int at = FileFit.index(head, column.name());
    return new Place(column, at, new ValueWriter(column), !head.columns().get(at).typed());
  }

  private Coming coming() {
    Coming now = coming;
    if (now == null) {
      throw new IllegalStateException("no table has begun");
    }
    return now;
  }

  @Override
  public void row(List<Value> values) throws IOException {
    progress.stopIfCancelled();
    Coming now = coming();
    line.reset();
    boolean first = true;
    for (Place place : places) {
      if (!first) {
        line.write('\t');
      }
      first = false;
      place.writer().write(value(now.table(), place, values), line);
    }
    line.write('\n');
    now.sorter().add(line.toByteArray());
  }

  private Value value(Table table, Place place, List<Value> values) {
    if (place.file() == MADE) {
      return ids.next(table, place.column(), values);
    }
    Value meant = meant(place, values.get(place.file()));
    Fit.require(table, place.column(), meant);
    numbers.note(table, place.column(), meant);
    return meant;
  }

  /** Without a type in the file, text is what the column's database would make of it. */
  private static Value meant(Place place, Value value) {
    boolean open =
        (place.text() || place.column().form() == Form.INTEGER)
            && ColumnKind.of(place.column()) != ColumnKind.TEXT;
    return open && value instanceof Value.Text text
        ? FieldText.value(place.column(), text.text())
        : value;
  }

  @Override
  public void end(Optional<String> digest) throws IOException {
    Coming now = coming();
    Table table = now.table();
    ReadyRows rows = ReadyRows.of(now.sorter());
    Doubles.refuse(table, rows);
    ready.put(table, rows);
    progress.advance(table.name(), rows.digest().rows(), 0);
    if (now.whole() && digest.isPresent() && !digest.get().equals(rows.digest().hex())) {
      warnings.add("the rows of " + table.name() + " in the file are not those that were exported");
    }
    coming = null;
  }
}
