package dev.belay.export;

import dev.belay.engine.Constraints;
import dev.belay.engine.Stage;
import dev.belay.export.SeedColumns.Filled;
import dev.belay.export.SeedColumns.Origin;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.rows.FieldText;
import dev.belay.rows.RowLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
  private final Opener opener;
  private final Path directory;
  private final Progress progress;
  private final Map<Constraints.Unique, SeedValues> uniques = new LinkedHashMap<>();
  private final Map<ForeignKey, SeedValues> references = new LinkedHashMap<>();
  private final Map<List<String>, SeedValues> referenced = new LinkedHashMap<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private List<Filled> filled = List.of();
  private List<ValueWriter> writers = List.of();
  private @Nullable Stage stage;
  private boolean ours;
  private boolean found;
  private long at;
  private long rows;
  private long next;
  private long highest;

  /**
   * @param first the number that the first row gets where rows are counted
   */
  SeedTable(
      SeedFile file,
      Table table,
      Constraints constraints,
      long first,
      Opener opener,
      Path directory,
      Progress progress) {
    this.file = file;
    this.table = table;
    this.constraints = constraints;
    this.opener = opener;
    this.directory = directory;
    this.progress = progress;
    this.next = first;
    this.highest = first - 1;
  }

  /**
   * Says what has to be looked up later: the references of these keys, and these columns that
   * others refer to.
   */
  void watch(List<ForeignKey> keys, Set<List<String>> targets) throws IOException {
    for (ForeignKey key : keys) {
      references.put(key, values(key.columns().size()));
    }
    for (List<String> target : targets) {
      referenced.put(target, values(target.size()));
    }
  }

  private SeedValues values(int width) throws IOException {
    return new SeedValues(width, Files.createTempDirectory(directory, "v"));
  }

  Table table() {
    return table;
  }

  SeedFile file() {
    return file;
  }

  /** The columns of its rows. */
  List<Column> columns() {
    return filled.stream().map(Filled::column).toList();
  }

  /** Whether its rows get numbers instead of having keys of their own. */
  boolean counted() {
    return filled.stream().anyMatch(f -> isCounted(f) && table.key().contains(f.column().name()));
  }

  private static boolean isCounted(Filled one) {
    return one.origin() instanceof Origin.Counted;
  }

  /** The highest number that stands in a column which is counted otherwise. */
  long highest() {
    return highest;
  }

  long rows() {
    return rows;
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
    ours = !found && (head.means(table.name()) || head.perhapsMeans(table.name()));
    if (!ours) {
      return;
    }
    found = true;
    filled = new SeedColumns(file.file().toString(), table, constraints).of(head);
    writers = columns().stream().map(ValueWriter::new).toList();
    List<String> names = columns().stream().map(Column::name).toList();
    List<Constraints.Unique> all = new ArrayList<>(constraints.unique());
    if (!table.key().isEmpty() && all.stream().noneMatch(u -> u.columns().equals(table.key()))) {
      all.add(new Constraints.Unique(table.key(), false));
    }
    for (Constraints.Unique unique : all) {
      boolean counted =
          filled.stream()
              .anyMatch(f -> isCounted(f) && unique.columns().contains(f.column().name()));
      if (names.containsAll(unique.columns()) && !counted) {
        uniques.put(unique, values(unique.columns().size()));
      }
    }
    stage = opener.open(columns());
    progress.table(table.name(), -1);
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
      Filled one = filled.get(i);
      Value value = value(one, values);
      requireFit(one.column(), value);
      try {
        writers.get(i).write(value, line);
      } catch (NumberFormatException e) {
        throw unfit(one.column(), "%s is no number".formatted(e.getMessage()));
      }
    }
    line.write('\n');
    rows++;
    note(line.toByteArray());
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
    boolean open = value instanceof Value.Text && !typed;
    return open && ColumnKind.of(column) != ColumnKind.TEXT
        ? dev.belay.export.FieldText.value(column, ((Value.Text) value).text())
        : value;
  }

  /** What the database would say only later, or not at all. */
  private void requireFit(Column column, Value value) {
    if (value instanceof Value.Null) {
      if (!column.nullable()) {
        throw unfit(column, "it allows no NULL");
      }
      return;
    }
    boolean whole = value instanceof Value.Whole || value instanceof Value.Flag;
    boolean number = whole || value instanceof Value.Real || value instanceof Value.Decimal;
    String type = column.type().toUpperCase(Locale.ROOT);
    boolean wantsWhole = type.contains("INT");
    boolean wantsNumber = type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB");
    boolean fits =
        switch (column.form()) {
          case INTEGER -> whole;
          case SQLITE_NUMBER -> number || !(wantsWhole || wantsNumber);
          default -> true;
        };
    if (!fits) {
      throw unfit(
          column,
          "\"%s\" is no %s"
              .formatted(
                  dev.belay.export.FieldText.of(value), wantsNumber ? "number" : "whole number"));
    }
  }

  private BelayException unfit(Column column, String why) {
    return unfit(
        "%s, line %d: %s.%s: %s".formatted(file.file(), at, table.name(), column.name(), why),
        "mend the file");
  }

  private static BelayException unfit(String what, String hint) {
    return new BelayException(ErrorCode.USAGE, what, "nothing was changed; " + hint);
  }

  private void note(byte[] row) throws IOException {
    int[] bounds = RowLayout.bounds(row, 0, filled.size());
    for (Map.Entry<Constraints.Unique, SeedValues> entry : uniques.entrySet()) {
      add(entry.getValue(), entry.getKey().columns(), entry.getKey().caseless(), row, bounds);
    }
    for (Map.Entry<ForeignKey, SeedValues> entry : references.entrySet()) {
      add(entry.getValue(), entry.getKey().columns(), false, row, bounds);
    }
    for (Map.Entry<List<String>, SeedValues> entry : referenced.entrySet()) {
      add(entry.getValue(), entry.getKey(), false, row, bounds);
    }
    for (int i = 0; i < filled.size(); i++) {
      Column column = filled.get(i).column();
      boolean numbers =
          constraints.starts().containsKey(column.name())
              || table.key().equals(List.of(column.name()));
      if (numbers && column.form() == dev.belay.model.Form.INTEGER) {
        field(row, bounds, i)
            .filter(text -> text.matches("[0-9]{1,18}"))
            .ifPresent(text -> highest = Math.max(highest, Long.parseLong(text)));
      }
    }
    Stage open = stage;
    if (open == null) {
      throw new IllegalStateException("no rows are expected");
    }
    open.insert(row, 0, row.length);
  }

  /** Values of which one is NULL collide with nothing and refer to nothing. */
  private void add(SeedValues to, List<String> names, boolean caseless, byte[] row, int[] bounds)
      throws IOException {
    List<String> values = new ArrayList<>();
    for (String name : names) {
      Optional<String> value = Optional.empty();
      for (int i = 0; i < filled.size(); i++) {
        if (filled.get(i).column().name().equals(name)) {
          value = field(row, bounds, i);
        }
      }
      if (value.isEmpty()) {
        return;
      }
      values.add(caseless ? value.get().toLowerCase(Locale.ROOT) : value.get());
    }
    to.add(values, at);
  }

  private Optional<String> field(byte[] row, int[] bounds, int column) {
    return FieldText.of(
        filled.get(column).column().form(), row, bounds[column], bounds[column + 1] - 1);
  }

  @Override
  public void end(Optional<String> digest) {
    ours = false;
  }

  /** USAGE where two rows could not both be in the table. */
  void requireUnique() throws IOException {
    for (Map.Entry<Constraints.Unique, SeedValues> entry : uniques.entrySet()) {
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

  /** The references that have to be looked up. */
  Map<ForeignKey, SeedValues> references() {
    return references;
  }

  /** The values that others refer to. */
  SeedValues referenced(List<String> columns) {
    SeedValues values = referenced.get(columns);
    if (values == null) {
      throw new IllegalStateException(columns + " of " + table.name() + " were not noted");
    }
    return values;
  }
}
