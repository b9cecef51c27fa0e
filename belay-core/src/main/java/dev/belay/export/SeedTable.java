package dev.belay.export;

import dev.belay.engine.Constraints;
import dev.belay.engine.Stage;
import dev.belay.export.SeedColumns.Filled;
import dev.belay.export.SeedColumns.Origin;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the seed of one table: gives its rows to a stage, and notes what has to be checked. */
final class SeedTable implements FileTable.Receiver {
  /** Opens the place for the rows, once their columns are known. */
  @FunctionalInterface
  interface Opener {
    Stage open(List<Column> columns) throws IOException;
  }

  private final SeedFile file;
  private final Table table;
  private final Constraints constraints;
  private final SeedNotes notes;
  private final Opener opener;
  private final Progress progress;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private List<Filled> filled = List.of();
  private List<ValueWriter> writers = List.of();
  private @Nullable Stage stage;
  private boolean ours;
  private boolean found;
  private long at;
  private long rows;
  private long next;

  /**
   * @param first the number that the first row gets where rows are counted
   */
  SeedTable(
      SeedFile file,
      Table table,
      Constraints constraints,
      long first,
      Opener opener,
      PrivateDirectory directory,
      Progress progress) {
    this.file = file;
    this.table = table;
    this.constraints = constraints;
    this.notes = new SeedNotes(table, constraints, directory, first - 1);
    this.opener = opener;
    this.progress = progress;
    this.next = first;
  }

  Table table() {
    return table;
  }

  SeedFile file() {
    return file;
  }

  /** What is noted of its rows. */
  SeedNotes notes() {
    return notes;
  }

  /** The columns of its rows. */
  List<Column> columns() {
    return filled.stream().map(Filled::column).toList();
  }

  /** Whether its rows get numbers instead of having keys of their own. */
  boolean counted() {
    return countedColumns().stream().anyMatch(table.key()::contains);
  }

  private Set<String> countedColumns() {
    return filled.stream()
        .filter(f -> f.origin() instanceof Origin.Counted)
        .map(f -> f.column().name())
        .collect(Collectors.toSet());
  }

  /** Reads the file to its end. */
  void read() throws IOException {
    try {
      file.read(this);
    } finally {
      Stage open = stage;
      if (open != null) {
        stage = null;
        open.close();
      }
    }
    if (!found) {
      throw unfit(file.file() + " has no table " + table.name(), "mend the file or the profile");
    }
    if (rows == 0) {
      throw unfit(
          file.file() + " has no rows for " + table.name(),
          "to empty a table, name it under 'clear'");
    }
  }

  @Override
  public void begin(FileTable head) throws IOException {
    ours = !found && isOurs(head);
    if (!ours) {
      return;
    }
    found = true;
    filled = new SeedColumns(file.file().toString(), table, constraints).of(head);
    writers = columns().stream().map(ValueWriter::new).toList();
    notes.begin(columns(), countedColumns());
    stage = opener.open(columns());
    progress.table(table.name(), -1);
  }

  private boolean isOurs(FileTable head) {
    return head.means(table.name()) || head.perhapsMeans(table.name());
  }

  @Override
  public void at(long number) {
    at = number;
  }

  @Override
  public void row(List<Value> values) throws IOException {
    if (!ours) {
      return;
    }
    progress.stopIfCancelled();
    line.reset();
    for (int i = 0; i < filled.size(); i++) {
      if (i > 0) {
        line.write('\t');
      }
      write(filled.get(i), values, writers.get(i));
    }
    line.write('\n');
    rows++;
    insert(line.toByteArray());
  }

  private void write(Filled one, List<Value> values, ValueWriter writer) {
    Value value = value(one, values);
    SeedFit.against(one.column(), value)
        .ifPresent(
            why -> {
              throw unfit(one.column(), why);
            });
    try {
      writer.write(value, line);
    } catch (NumberFormatException e) {
      throw unfit(one.column(), "%s is no number".formatted(e.getMessage()));
    }
  }

  private void insert(byte[] row) throws IOException {
    notes.row(row, 0, at);
    Stage open = stage;
    if (open == null) {
      throw new IllegalStateException("no rows are expected");
    }
    open.insert(row, 0, row.length);
  }

  private Value value(Filled one, List<Value> values) {
    Origin origin = one.origin();
    if (origin instanceof Origin.InFile in) {
      return meant(one.column(), values.get(in.place()), in.typed());
    }
    if (origin instanceof Origin.Counted) {
      return new Value.Whole(String.valueOf(next++));
    }
    if (origin instanceof Origin.Named) {
      String text = table.name() + "\n" + values;
      return new Value.Text(
          UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString());
    }
    return meant(one.column(), ((Origin.Fixed) origin).value(), false);
  }

  private static Value meant(Column column, Value value, boolean typed) {
    return value instanceof Value.Text text && !typed && ColumnKind.of(column) != ColumnKind.TEXT
        ? FieldText.value(column, text.text())
        : value;
  }

  private BelayException unfit(Column column, String why) {
    return unfit(
        "%s, line %d: %s.%s: %s".formatted(file.file(), at, table.name(), column.name(), why),
        "mend the file");
  }

  private static BelayException unfit(String what, String hint) {
    return new BelayException(ErrorCode.USAGE, what, "nothing was changed; " + hint);
  }

  @Override
  public void end(Optional<String> digest) {
    ours = false;
  }

  /** USAGE where two rows could not both be in the table. */
  void requireUnique() throws IOException {
    for (Map.Entry<Constraints.Unique, SeedValues> entry : notes.uniques().entrySet()) {
      List<List<SeedValues.Place>> doubles = entry.getValue().sorted().doubles(3);
      if (!doubles.isEmpty()) {
        throw unfit(
            "%s: %s, and %s of %s is unique"
                .formatted(
                    file.file(),
                    String.join("; ", doubles.stream().map(SeedTable::twice).toList()),
                    String.join(", ", entry.getKey().columns()),
                    table.name()),
            "take all but one of them out");
      }
    }
  }

  private static String twice(List<SeedValues.Place> places) {
    List<String> lines = places.stream().map(p -> String.valueOf(p.line())).limit(5).toList();
    return "lines %s %s have \"%s\""
        .formatted(
            String.join(" and ", lines),
            lines.size() > 2 ? "all" : "both",
            String.join(", ", places.get(0).values()));
  }

  /** Reads the file once more, up to that row, and says in which line it is. */
  long lineOf(long row) throws IOException {
    SeedLine place = new SeedLine(this::isOurs, row);
    file.read(place);
    return place.line();
  }
}
