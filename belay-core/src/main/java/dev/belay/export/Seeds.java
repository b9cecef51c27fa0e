package dev.belay.export;

import dev.belay.engine.BadRow;
import dev.belay.engine.Change;
import dev.belay.engine.Constraints;
import dev.belay.engine.Scratch;
import dev.belay.engine.UserSql;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.EntityKey;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Progress;
import dev.belay.model.Reset;
import dev.belay.model.Scripts;
import dev.belay.model.Sha256;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes a dataset of seed files: what a reset makes tables equal to. The rows pass through
 * temporary tables of the database, which judges every value and writes it in its own way, so that
 * nothing about a seed comes to light only when something was changed already.
 */
public final class Seeds {
  private static final int TOLD = 3;

  private final Request request;
  private final Change change;
  private final Progress progress;
  private final Path directory;
  private final Map<TableName, SeedTable> tables = new TreeMap<>();
  private final Map<TableName, FileAim.Ready> ready = new TreeMap<>();
  private final Map<TableName, Table> structure = new TreeMap<>();
  private final Map<TableName, Long> highest = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

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
      Optional<EntityKey> only) {}

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

  private Seeds(Request request, Change change, Path directory, Progress progress) {
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
    Path directory = Files.createTempDirectory("belay-seed-");
    try {
      progress.phase("reading the seeds");
      return new Seeds(request, change, directory, progress).read(scratches);
    } catch (IOException | RuntimeException | Error e) {
      FileAim.delete(directory);
      throw e;
    }
  }

  private Result read(Scratches scratches) throws IOException {
    for (Map.Entry<TableName, Reset.Seed> entry : request.seeds().entrySet()) {
      tables.put(entry.getKey(), table(entry.getKey(), entry.getValue()));
    }
    for (SeedTable table : tables.values()) {
      table.watch(inside(table.table()), targets(table.table().name()));
    }
    for (SeedTable table : tables.values()) {
      read(table);
      table.requireUnique();
      requireChecks(table);
    }
    for (SeedTable table : tables.values()) {
      requireParents(table);
    }
    for (SeedTable table : tables.values()) {
      Table aim = table.table().withColumns(table.columns());
      structure.put(aim.name(), aim);
      ready.put(aim.name(), normal(table.table()));
      highest.put(aim.name(), table.highest());
      note(table);
    }
    for (TableName name : request.cleared()) {
      Path empty = Files.createTempFile(directory, "empty", "");
      structure.put(name, live(name));
      ready.put(name, new FileAim.Ready(empty, TableDigest.EMPTY));
    }
    if (!request.sql().isEmpty()) {
      script(scratches);
    }
    if (request.only().isPresent()) {
      narrow(request.only().get());
    }
    return result();
  }

  private void script(Scratches scratches) throws IOException {
    UserSql.Dialect dialect =
        change.catalog().engine().equals("sqlite")
            ? UserSql.Dialect.SQLITE
            : UserSql.Dialect.POSTGRESQL;
    SeedScript script = new SeedScript(dialect, directory);
    try (Scratch scratch = scratches.open()) {
      scratch.begin(structure.keySet().stream().map(this::live).toList());
      for (SeedTable table : tables.values()) {
        TableName name = table.table().name();
        Table aim = structure.getOrDefault(name, table.table());
        FileAim.Ready rows = ready.get(name);
        if (rows != null) {
          SeedScript.fill(scratch, aim, table.table(), rows.rows());
        }
      }
      for (Path file : request.sql()) {
        int number = 0;
        for (String sql : script.statements(file)) {
          number++;
          scratch.run("%s, statement %d".formatted(file, number), sql);
        }
      }
      seal(scratch);
      for (TableName name : request.cleared()) {
        FileAim.Ready rows = script.taken(scratch, live(name));
        ready.put(name, rows);
        judge(name, rows);
        requireChecks(name, rows);
      }
    }
  }

  /** Two rows with one key are the seeds' fault, and theirs to mend. */
  private static void seal(Scratch scratch) throws IOException {
    try {
      scratch.seal();
    } catch (BelayException e) {
      if (e.code() != ErrorCode.REFUSED) {
        throw e;
      }
      throw new BelayException(
          ErrorCode.USAGE,
          "the SQL seeds: " + e.getMessage(),
          "nothing was changed; mend the seed",
          e);
    }
  }

  /** What a table demands of rows that came by SQL, whose lines nobody knows. */
  private void judge(TableName name, FileAim.Ready rows) throws IOException {
    Table table = live(name);
    List<Constraints.Unique> all = new ArrayList<>(change.constraints(table).unique());
    if (!table.key().isEmpty()) {
      all.add(new Constraints.Unique(table.key(), false));
    }
    for (Constraints.Unique unique : all) {
      SeedValues values =
          new SeedValues(unique.columns().size(), Files.createTempDirectory(directory, "v"));
      highest.merge(name, SeedRows.note(rows, table, unique, values), Math::max);
      List<List<SeedValues.Place>> doubles = values.sorted().doubles(1);
      if (!doubles.isEmpty()) {
        throw new BelayException(
            ErrorCode.USAGE,
            "the SQL seeds give two rows of %s the same %s: \"%s\""
                .formatted(
                    name,
                    String.join(", ", unique.columns()),
                    String.join(", ", doubles.get(0).get(0).values())),
            "nothing was changed; mend the seed");
      }
    }
  }

  private void requireChecks(TableName name, FileAim.Ready rows) throws IOException {
    Table table = live(name);
    SeedScript.stage(change.stage(table, table.stored()), rows.rows());
    for (Change.FailedCheck check : change.failedChecks(table)) {
      throw new BelayException(
          ErrorCode.USAGE,
          "the SQL seeds give %d %s of %s for which %s does not hold"
              .formatted(check.rows(), check.rows() == 1 ? "row" : "rows", name, inWords(check)),
          "nothing was changed; mend the seed");
    }
  }

  private void narrow(EntityKey only) throws IOException {
    Set<TableName> counted = new TreeSet<>();
    tables.values().stream().filter(SeedTable::counted).forEach(t -> counted.add(t.table().name()));
    SeedEntity entity = new SeedEntity(only, change, directory);
    Map<TableName, FileAim.Ready> some = entity.pick(ready, structure, counted);
    structure.keySet().retainAll(some.keySet());
    ready.clear();
    ready.putAll(some);
    highest.clear();
    highest.put(only.table(), entity.highest());
    notes.clear();
  }

  private Table live(TableName name) {
    return change.catalog().table(name).orElseThrow();
  }

  private SeedTable table(TableName name, Reset.Seed seed) throws IOException {
    Table table = live(name);
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
    Optional<Counter> counter = counter(table.name());
    if (!request.restart() && counter.isPresent()) {
      return counter.get().used() ? counter.get().value() + 1 : counter.get().value();
    }
    return constraints.starts().values().stream().findFirst().orElse(1L);
  }

  private Optional<Counter> counter(TableName table) {
    return change.counters().stream().filter(c -> c.table().equals(Optional.of(table))).findFirst();
  }

  private boolean inReset(TableName table) {
    return request.seeds().containsKey(table) || request.cleared().contains(table);
  }

  /** Its references to tables that the reset fills or empties. */
  private List<ForeignKey> inside(Table table) {
    return table.foreignKeys().stream().filter(k -> inReset(k.target())).toList();
  }

  private Set<List<String>> targets(TableName parent) {
    Set<List<String>> targets = new HashSet<>();
    for (SeedTable child : tables.values()) {
      child.table().foreignKeys().stream()
          .filter(k -> k.target().equals(parent))
          .forEach(k -> targets.add(k.targetColumns()));
    }
    return targets;
  }

  private void read(SeedTable table) throws IOException {
    try {
      table.read();
    } catch (BadRow e) {
      throw new BelayException(
          ErrorCode.USAGE,
          "%s, line %d: %s%s"
              .formatted(
                  table.file().file(),
                  lineOf(table, e.row()),
                  e.column().isEmpty() ? "" : table.table().name() + "." + e.column() + ": ",
                  e.why()),
          "nothing was changed; mend the file",
          e);
    } catch (BelayException e) {
      if (e.code() != ErrorCode.REFUSED) {
        throw e;
      }
      throw new BelayException(
          ErrorCode.USAGE,
          "%s: %s".formatted(table.file().file(), e.getMessage()),
          "nothing was changed; mend the file",
          e);
    }
  }

  /** Reads the file once more, up to that row. */
  private static long lineOf(SeedTable table, long row) throws IOException {
    long[] lines = {0, 0, 0};
    table
        .file()
        .read(
            new FileTable.Receiver() {
              @Override
              public void begin(FileTable head) {
                lines[2] =
                    head.means(table.table().name()) || head.perhapsMeans(table.table().name())
                        ? 1
                        : 0;
              }

              @Override
              public void at(long line) {
                lines[1] = lines[0] < row && lines[2] == 1 ? line : lines[1];
              }

              @Override
              public void row(List<Value> values) {
                lines[0] += lines[2];
              }

              @Override
              public void end(Optional<String> digest) {}
            });
    return lines[1];
  }

  /** The table's CHECK constraints, which the database itself is asked. */
  private void requireChecks(SeedTable table) throws IOException {
    TableName name = table.table().name();
    for (Change.FailedCheck check : change.failedChecks(table.table())) {
      throw new BelayException(
          ErrorCode.USAGE,
          "%s, line %d: %s does not hold in %s%s"
              .formatted(
                  table.file().file(),
                  lineOf(table, check.first()),
                  inWords(check),
                  name,
                  check.rows() == 1 ? "" : ", nor for %d more rows".formatted(check.rows() - 1)),
          "nothing was changed; mend the file");
    }
  }

  private static String inWords(Change.FailedCheck check) {
    return check.check().startsWith("(")
        ? "CHECK " + check.check()
        : "CHECK (" + check.check() + ")";
  }

  private void requireParents(SeedTable table) throws IOException {
    for (Map.Entry<ForeignKey, SeedValues> entry : table.references().entrySet()) {
      ForeignKey key = entry.getKey();
      SeedTable parent = tables.get(key.target());
      SeedValues there =
          parent == null
              ? new SeedValues(key.columns().size(), Files.createTempDirectory(directory, "v"))
              : parent.referenced(key.targetColumns());
      SeedValues.Missing missing = entry.getValue().sorted().missing(there.sorted(), TOLD);
      if (missing.count() > 0) {
        throw new BelayException(
            ErrorCode.USAGE,
            "%s: %d %s by %s to rows of %s that no seed has: %s"
                .formatted(
                    table.file().file(),
                    missing.count(),
                    missing.count() == 1 ? "row refers" : "rows refer",
                    String.join(", ", key.columns()),
                    key.target(),
                    String.join("; ", missing.first().stream().map(Seeds::place).toList())),
            "nothing was changed; complete the seed of %s, or take those rows out"
                .formatted(key.target()));
      }
    }
  }

  private static String place(SeedValues.Place place) {
    return "line %d (%s)".formatted(place.line(), String.join(", ", place.values()));
  }

  /** The rows as the database writes them, in the order of their keys. */
  private FileAim.Ready normal(Table table) throws IOException {
    Path file = Files.createTempFile(directory, "rows", "");
    TableDigest.Sum sum = new TableDigest.Sum();
    try (RowStream rows = change.stagedNew(table);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      while (rows.next()) {
        out.write(rows.buffer(), rows.start(), rows.end() - rows.start());
        sum.addLine(rows.buffer(), rows.start(), rows.end());
      }
    }
    return new FileAim.Ready(file, sum.total());
  }

  private void note(SeedTable table) {
    List<String> columns = table.columns().stream().map(c -> c.name()).toList();
    List<String> left =
        table.table().stored().stream()
            .map(c -> c.name())
            .filter(c -> !columns.contains(c))
            .toList();
    if (!left.isEmpty()) {
      notes.add(
          "%s: new rows get what the database gives for %s, rows that are there already keep theirs"
              .formatted(table.table().name(), String.join(", ", left)));
    }
  }

  private Result result() throws IOException {
    List<Counter> counters = new ArrayList<>();
    for (Counter counter : change.counters()) {
      Optional<TableName> table = counter.table().filter(structure::containsKey);
      if (table.isPresent()) {
        counters.addAll(after(counter, table.get()));
      }
    }
    Set<TableName> renumbered = new TreeSet<>();
    tables.values().stream()
        .filter(t -> request.restart() && request.only().isEmpty() && t.counted())
        .forEach(t -> renumbered.add(t.table().name()));
    Catalog whole = change.catalog();
    Catalog catalog =
        new Catalog(
            whole.engine(), whole.version(), List.copyOf(structure.values()), whole.settings());
    FileAim aim =
        new FileAim(
            name(),
            "",
            catalog,
            catalog,
            counters,
            Scripts.none("seeds hold rows only"),
            notes,
            ready,
            directory,
            Map.of(),
            false);
    return new Result(aim, renumbered, notes);
  }

  /** Where a counter will stand: none in SQLite where nothing was given out. */
  private List<Counter> after(Counter now, TableName table) throws IOException {
    long most = highest.getOrDefault(table, 0L);
    boolean removable = now.name().equals(table);
    long start = change.constraints(live(table)).starts().getOrDefault(now.column(), 1L);
    if (request.restart() && request.only().isEmpty()) {
      if (most >= start) {
        return List.of(new Counter(now.name(), now.table(), now.column(), most, true));
      }
      return removable
          ? List.of()
          : List.of(new Counter(now.name(), now.table(), now.column(), start, false));
    }
    return most > now.value()
        ? List.of(new Counter(now.name(), now.table(), now.column(), most, true))
        : List.of(now);
  }

  private String name() {
    MessageDigest sha = Sha256.digest();
    for (Map.Entry<TableName, FileAim.Ready> entry : ready.entrySet()) {
      TableDigest digest = entry.getValue().digest();
      Table table = structure.getOrDefault(entry.getKey(), live(entry.getKey()));
      String text =
          "%s %s %d %s\n".formatted(entry.getKey(), table.stored(), digest.rows(), digest.hex());
      sha.update(text.getBytes(StandardCharsets.UTF_8));
    }
    return "profile " + request.profile() + "@" + HexFormat.of().formatHex(sha.digest(), 0, 8);
  }
}
