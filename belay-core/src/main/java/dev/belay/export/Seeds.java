package dev.belay.export;

import dev.belay.engine.Change;
import dev.belay.engine.Scratch;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.EntityKey;
import dev.belay.model.Progress;
import dev.belay.model.Reset;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes a dataset of seed files: what a reset makes tables equal to. The rows pass through
 * temporary tables of the database, which judges every value and writes it in its own way, so that
 * nothing about a seed comes to light only when something was changed already.
 */
public final class Seeds {
  private final Request request;
  private final Change change;
  private final Progress progress;
  private final PrivateDirectory directory;
  private final Map<TableName, ReadyRows> ready = new TreeMap<>();
  private final Map<TableName, Table> structure = new TreeMap<>();
  private final Map<TableName, Long> highest = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private Collection<SeedTable> tables = List.of();

  /**
   * What is asked for.
   *
   * @param profile the profile's name
   * @param seeds the files, by table
   * @param cleared the tables that are to have no rows
   * @param restart whether counters begin anew
   * @param sql scripts that fill the emptied tables
   * @param only the one entity whose rows are wanted; empty for all
   */
  public record Request(
      String profile,
      Map<TableName, Reset.Seed> seeds,
      Set<TableName> cleared,
      boolean restart,
      List<Path> sql,
      Optional<EntityKey> only) {
    /** Whether all numbers are given out anew. */
    boolean renumbers() {
      return restart && only.isEmpty();
    }
  }

  /** Opens a place for SQL. */
  @FunctionalInterface
  public interface Scratches {
    Scratch open() throws IOException;
  }

  /**
   * What came of it.
   *
   * @param aim the dataset; the caller closes it
   * @param renumbered the tables whose rows get numbers that other rows had
   * @param notes what a person should know
   */
  public record Result(FileAim aim, Set<TableName> renumbered, List<String> notes) {}

  private Seeds(Request request, Change change, PrivateDirectory directory, Progress progress) {
    this.request = request;
    this.change = change;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Reads and checks all seeds. USAGE, with file, line and what, for the first that is wrong.
   *
   * @param change a transaction of its own, which is rolled back; nothing is locked
   * @param scratches where scripts run
   */
  public static Result read(Request request, Change change, Scratches scratches, Progress progress)
      throws IOException {
    progress.phase("reading the seeds");
    return PrivateDirectory.with(
        "belay-seed-",
        directory -> new Seeds(request, change, directory, progress).read(scratches));
  }

  private Result read(Scratches scratches) throws IOException {
    tables = new SeedFiles(request, change, directory, progress).read();
    for (SeedTable table : tables) {
      Table aim = table.table().withColumns(table.columns());
      structure.put(aim.name(), aim);
      ready.put(aim.name(), normal(table.table()));
      highest.put(aim.name(), table.notes().highest());
      tellDefaults(table);
    }
    for (TableName name : request.cleared()) {
      Path empty = Files.createTempFile(directory.path(), "empty", "");
      structure.put(name, live(name));
      ready.put(name, new ReadyRows(empty, TableDigest.EMPTY));
    }
    if (!request.sql().isEmpty()) {
      runScripts(scratches);
    }
    if (request.only().isPresent()) {
      narrow(request.only().get());
    }
    return result();
  }

  private Table live(TableName name) {
    return change.catalog().table(name).orElseThrow();
  }

  /** The rows as the database writes them, in the order of their keys. */
  private ReadyRows normal(Table table) throws IOException {
    try (RowStream rows = change.stagedNew(table)) {
      return ReadyRows.of(rows, directory);
    }
  }

  private void tellDefaults(SeedTable table) {
    List<String> left =
        table.table().stored().stream()
            .filter(c -> !table.columns().contains(c))
            .map(Column::name)
            .toList();
    if (!left.isEmpty()) {
      notes.add(
          "%s: new rows get what the database gives for %s, rows that are there already keep theirs"
              .formatted(table.table().name(), String.join(", ", left)));
    }
  }

  private void runScripts(Scratches scratches) throws IOException {
    try (Scratch scratch = scratches.open()) {
      scratch.begin(
          structure.keySet().stream().map(this::live).toList(),
          request.restart() ? List.of() : change.counters());
      for (SeedTable table : tables) {
        rows(table.table().name()).into(scratch.fill(table.table(), table.columns()));
      }
      SeedScript script = new SeedScript(change, scratch, directory);
      script.run(request.sql());
      for (TableName name : request.cleared()) {
        SeedScript.Taken taken = script.take(live(name));
        ready.put(name, taken.rows());
        highest.merge(name, taken.highest(), Math::max);
      }
    }
  }

  private ReadyRows rows(TableName name) {
    ReadyRows rows = ready.get(name);
    if (rows == null) {
      throw new IllegalStateException(name + " was not read");
    }
    return rows;
  }

  private void narrow(EntityKey only) throws IOException {
    SeedEntity entity = new SeedEntity(only, change, directory);
    Map<TableName, ReadyRows> some = entity.pick(ready, structure, counted());
    structure.keySet().retainAll(some.keySet());
    ready.clear();
    ready.putAll(some);
    highest.clear();
    highest.put(only.table(), entity.highest());
    notes.clear();
  }

  private Set<TableName> counted() {
    return tables.stream()
        .filter(SeedTable::counted)
        .map(t -> t.table().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Result result() throws IOException {
    Catalog whole = change.catalog();
    Catalog catalog =
        new Catalog(
            whole.engine(), whole.version(), List.copyOf(structure.values()), whole.settings());
    FileAim aim =
        new FileAim(
            "profile " + request.profile() + "@" + sum(),
            "",
            catalog,
            catalog,
            counters(),
            Scripts.none("seeds hold rows only"),
            notes,
            ready,
            directory,
            Map.of(),
            Set.of(),
            false);
    return new Result(aim, request.renumbers() ? counted() : Set.of(), notes);
  }

  private List<Counter> counters() throws IOException {
    SeedCounters after = new SeedCounters(change, request.renumbers(), highest);
    List<Counter> counters = new ArrayList<>();
    for (Counter counter : change.counters()) {
      Optional<TableName> table = counter.table().filter(structure::containsKey);
      if (table.isPresent()) {
        counters.addAll(after.after(counter, live(table.get())));
      }
    }
    return counters;
  }

  private String sum() {
    Map<Table, ReadyRows> all = new LinkedHashMap<>();
    ready.forEach((name, rows) -> all.put(structure.getOrDefault(name, live(name)), rows));
    return ReadyRows.sum(all);
  }
}
