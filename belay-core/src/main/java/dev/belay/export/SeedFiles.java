package dev.belay.export;

import dev.belay.engine.BadRow;
import dev.belay.engine.Change;
import dev.belay.engine.Constraints;
import dev.belay.model.BelayException;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Progress;
import dev.belay.model.Reset;
import dev.belay.model.RowCount;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The seeds that are files: reads each into a stage of the transaction, and proves that their rows
 * can stand in the tables, and beside each other. What is wrong is USAGE, with file and line.
 */
final class SeedFiles {
  private static final int TOLD = 3;

  private final Seeds.Request request;
  private final Change change;
  private final PrivateDirectory directory;
  private final Progress progress;
  private final Map<TableName, SeedTable> tables = new TreeMap<>();

  SeedFiles(Seeds.Request request, Change change, PrivateDirectory directory, Progress progress) {
    this.request = request;
    this.change = change;
    this.directory = directory;
    this.progress = progress;
  }

  /** Reads all of them. Returns their tables in the order of their names. */
  Collection<SeedTable> read() throws IOException {
    for (Map.Entry<TableName, Reset.Seed> entry : request.seeds().entrySet()) {
      tables.put(entry.getKey(), table(entry.getKey(), entry.getValue()));
    }
    for (SeedTable table : tables.values()) {
      watch(table);
    }
    for (SeedTable table : tables.values()) {
      read(table);
      table.requireUnique();
      requireChecks(table);
    }
    for (SeedTable table : tables.values()) {
      requireParents(table);
    }
    return tables.values();
  }

  private SeedTable table(TableName name, Reset.Seed seed) throws IOException {
    Table table = change.catalog().table(name).orElseThrow();
    Constraints constraints = change.constraints(table);
    return new SeedTable(
        new SeedFile(seed.file(), name, seed.column()),
        table,
        constraints,
        first(table, constraints),
        columns -> change.stage(table, columns),
        directory,
        progress);
  }

  /** The number that the first row gets: that of the counter, or where it began. */
  private long first(Table table, Constraints constraints) {
    Optional<Counter> counter =
        change.counters().stream()
            .filter(c -> c.table().equals(Optional.of(table.name())))
            .findFirst();
    if (!request.restart() && counter.isPresent()) {
      return counter.get().used() ? counter.get().value() + 1 : counter.get().value();
    }
    return constraints.starts().values().stream().findFirst().orElse(1L);
  }

  /** Its references to tables that the reset fills or empties, and what others refer to in it. */
  private void watch(SeedTable table) throws IOException {
    table
        .notes()
        .watch(
            table.table().foreignKeys().stream().filter(k -> inReset(k.target())).toList(),
            tables.values().stream()
                .flatMap(child -> child.table().foreignKeys().stream())
                .filter(k -> k.target().equals(table.table().name()))
                .map(ForeignKey::targetColumns)
                .collect(Collectors.toSet()));
  }

  private boolean inReset(TableName table) {
    return request.seeds().containsKey(table) || request.cleared().contains(table);
  }

  private static void read(SeedTable table) throws IOException {
    try {
      table.read();
    } catch (BadRow e) {
      String place = e.column().isEmpty() ? "" : table.table().name() + "." + e.column() + ": ";
      throw unfit(
          "%s, line %d: %s%s".formatted(table.file().file(), table.lineOf(e.row()), place, e.why()),
          e);
    } catch (BelayException e) {
      throw e.code() == ErrorCode.REFUSED
          ? unfit("%s: %s".formatted(table.file().file(), e.getMessage()), e)
          : e;
    }
  }

  private static BelayException unfit(String what, Exception cause) {
    return new BelayException(ErrorCode.USAGE, what, "nothing was changed; mend the file", cause);
  }

  /** The table's CHECK constraints, which the database itself is asked. */
  private void requireChecks(SeedTable table) throws IOException {
    for (Change.Violation check : change.failedChecks(table.table())) {
      throw new BelayException(
          ErrorCode.USAGE,
          "%s, line %d: %s does not hold in %s%s"
              .formatted(
                  table.file().file(),
                  table.lineOf(check.first()),
                  check.constraint(),
                  table.table().name(),
                  check.rows() == 1 ? "" : ", nor for %d more rows".formatted(check.rows() - 1)),
          "nothing was changed; mend the file");
    }
  }

  private void requireParents(SeedTable table) throws IOException {
    for (Map.Entry<ForeignKey, SeedValues> entry : table.notes().references().entrySet()) {
      ForeignKey key = entry.getKey();
      SeedTable parent = tables.get(key.target());
      SeedValues there =
          parent == null
              ? new SeedValues(key.columns().size(), directory.inner())
              : parent.notes().referenced(key.targetColumns());
      SeedValues.Missing missing = entry.getValue().sorted().missing(there.sorted(), TOLD);
      if (missing.count() > 0) {
        throw dangling(table, key, missing);
      }
    }
  }

  private static BelayException dangling(
      SeedTable table, ForeignKey key, SeedValues.Missing missing) {
    return new BelayException(
        ErrorCode.USAGE,
        "%s: %s %s by %s to rows of %s that no seed has: %s"
            .formatted(
                table.file().file(),
                RowCount.of(missing.count()),
                RowCount.refer(missing.count()),
                String.join(", ", key.columns()),
                key.target(),
                String.join("; ", missing.first().stream().map(SeedFiles::place).toList())),
        "nothing was changed; complete the seed of %s, or take those rows out"
            .formatted(key.target()));
  }

  private static String place(SeedValues.Place place) {
    return "line %d (%s)".formatted(place.line(), String.join(", ", place.values()));
  }
}
