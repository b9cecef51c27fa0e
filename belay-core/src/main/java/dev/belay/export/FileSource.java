package dev.belay.export;

import dev.belay.diff.ChunkedDataset;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.TableDigest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * Makes a dataset of a file: JSON as {@link JsonFormat} writes it or as a list of one table's rows,
 * CSV, or a directory of either. The rows become those that the database would have for them; they
 * are put into order on disk, so memory does not grow with the file.
 */
public final class FileSource {
  private final String called;
  private final Optional<Catalog> live;
  private final List<Counter> liveCounters;
  private final PrivateDirectory directory;
  private final MadeIds ids;
  private final FileTables tables;
  private Optional<Catalog> target;

  private FileSource(
      String called,
      Optional<Catalog> live,
      List<Counter> liveCounters,
      MadeIds ids,
      PrivateDirectory directory,
      Progress progress) {
    this.called = called;
    this.live = live;
    this.target = live;
    this.liveCounters = liveCounters;
    this.directory = directory;
    this.ids = ids;
    this.tables = new FileTables(this::target, ids, directory, progress);
  }

  /** Whether a path is something that can be read so: by its name, or by what it begins with. */
  public static boolean looksLikeOne(Path path) {
    if (Files.isDirectory(path)) {
      return Files.exists(path.resolve("summary.json"));
    }
    String name = plainName(path);
    return name.endsWith(".json") || name.endsWith(".csv");
  }

  /**
   * Where a file says that it is from.
   *
   * @param database the database's name, or empty
   * @param address where that was, or empty
   */
  public record Origin(String database, String address) {
    public static final Origin UNKNOWN = new Origin("", "");
  }

  /** What a JSON document says in its first lines. */
  public static Origin originOf(Path file) throws IOException {
    Path first = Files.isDirectory(file) ? file.resolve("summary.json") : file;
    if (!plainName(first).endsWith(".json") || !Files.isRegularFile(first)) {
      return Origin.UNKNOWN;
    }
    try (InputStream in = Compression.reading(Files.newInputStream(first))) {
      return JsonDocument.origin(in);
    }
  }

  /** Requires a file to be what it is called: USAGE for a JSON document of somebody else. */
  public static void requireOne(Path file) throws IOException {
    if (Files.isRegularFile(file) && plainName(file).endsWith(".json")) {
      try (InputStream in = Compression.reading(Files.newInputStream(file))) {
        JsonDocument.requireOurs(String.valueOf(file.getFileName()), in);
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param live the structure of the database that the rows are for; empty for a new one, which has
   *     the file's own
   * @param liveCounters where that database's counters stand: for a file that says nothing of them
   * @param keys the natural key by which rows of a table will be matched; empty where by none: with
   *     one, rows need no ids
   */
  public static FileAim open(
      Path file,
      Optional<Catalog> live,
      List<Counter> liveCounters,
      Function<Table, List<String>> keys,
      Progress progress)
      throws IOException {
    progress.phase("reading the file");
    String called = String.valueOf(file.getFileName());
    return PrivateDirectory.with(
        "belay-file-",
        directory -> {
          FileSource source =
              new FileSource(called, live, liveCounters, new MadeIds(keys), directory, progress);
          return source.aim(Files.isDirectory(file) ? source.readAll(file) : source.read(file));
        });
  }

  /**
   * Reads tables of another engine's database as if they were in a file.
   *
   * @param live the structure of the database that the rows are for
   */
  public static FileAim of(
      ChunkedDataset other,
      List<Table> some,
      Catalog live,
      List<Counter> liveCounters,
      Progress progress)
      throws IOException {
    progress.phase("reading " + other.name());
    return PrivateDirectory.with(
        "belay-file-",
        directory -> {
          FileSource source =
              new FileSource(
                  other.name(),
                  Optional.of(live),
                  liveCounters,
                  new MadeIds(table -> List.of()),
                  directory,
                  progress);
          for (Table table : some) {
            source.read(other, table);
          }
          return source.aim(FileHead.rowsOnly(other.catalog().engine(), "it is another engine's"));
        });
  }

  private void read(ChunkedDataset other, Table table) throws IOException {
    List<Column> stored = table.stored();
    boolean usual = table.name().toString().equals(table.name().name());
    tables.begin(
        new FileTable(
            usual ? "" : table.name().schema(),
            table.name().name(),
            stored.stream().map(c -> FileTable.FileColumn.named(c.name())).toList()));
    List<ExportColumn> columns =
        IntStream.range(0, stored.size())
            .mapToObj(i -> new ExportColumn(stored.get(i), i, Masker.NONE))
            .toList();
    try (ExportRows rows =
        new ExportRows(
            new ExportTable(table, columns),
            other.chunks(table),
            new TableDigest.Sum(),
            chunk -> {})) {
      while (rows.next()) {
        List<Value> values = new ArrayList<>(stored.size());
        for (int i = 0; i < stored.size(); i++) {
          values.add(rows.get(i));
        }
        tables.row(values);
      }
    }
    tables.end(Optional.empty());
  }

  private static String plainName(Path path) {
    String name = String.valueOf(path.getFileName());
    return Compression.of(name).stripped(name).toLowerCase(Locale.ROOT);
  }

  private FileHead readAll(Path parent) throws IOException {
    FileHead head = FileHead.rowsOnly("", "the file holds rows only");
    List<Counter> counters = new ArrayList<>();
    for (Path each : files(parent)) {
      FileHead one = read(each);
      head = one.database().isEmpty() ? head : one;
      one.counters().ifPresent(counters::addAll);
    }
    return head.with(counters.stream().distinct().toList());
  }

  private static List<Path> files(Path parent) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      List<Path> files =
          all.filter(p -> plainName(p).matches(".*\\.(json|csv)"))
              .filter(p -> !plainName(p).equals("summary.json"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new BelayException(
            ErrorCode.USAGE,
            parent + " has no table as JSON or CSV",
            "belay export --output DIR/ writes such directories");
      }
      return files;
    }
  }

  private FileHead read(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    try (InputStream in = Compression.reading(Files.newInputStream(file))) {
      if (plainName(file).endsWith(".csv")) {
        CsvTable.read(name, table(name, ".csv"), in, tables);
        return FileHead.rowsOnly("", "CSV holds rows only");
      }
      BufferedInputStream json = new BufferedInputStream(in, 1 << 16);
      if (JsonDocument.isRows(json) && isTable(table(name, ".json"))) {
        JsonDocument.readRows(name, table(name, ".json"), json, tables);
        return FileHead.rowsOnly("", "a list holds rows only");
      }
      return JsonDocument.read(name, json, tables, own -> target = live.or(() -> Optional.of(own)));
    } catch (ZipException | EOFException e) {
      throw new BelayException(
          ErrorCode.DAMAGED, name + " is damaged: " + e.getMessage(), "get another copy of it", e);
    }
  }

  /** The table that a file is named after. */
  private static String table(String name, String suffix) {
    String plain = Compression.of(name).stripped(name);
    return FileName.table(plain.substring(0, plain.length() - suffix.length()));
  }

  /** A list of any other name is somebody else's. */
  private boolean isTable(String name) {
    FileTable file = new FileTable("", name, List.of());
    return live.stream()
        .flatMap(c -> c.tables().stream())
        .anyMatch(t -> file.means(t.name()) || file.perhapsMeans(t.name()));
  }

  private FileAim aim(FileHead head) {
    Map<Table, ReadyRows> read = tables.ready();
    if (read.isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          called + " holds no table",
          "name a file that 'belay export' or 'belay backup --output' wrote");
    }
    Catalog whole = target();
    Catalog catalog =
        new Catalog(whole.engine(), whole.version(), List.copyOf(read.keySet()), whole.settings());
    boolean foreign = !head.engine().equals(whole.engine());
    Map<TableName, ReadyRows> rows = new TreeMap<>();
    read.forEach((table, ready) -> rows.put(table.name(), ready));
    return new FileAim(
        called + "@" + ReadyRows.sum(read),
        head.database(),
        catalog,
        live.isPresent() ? catalog : whole,
        tables.before(foreign ? liveCounters : head.counters().orElse(liveCounters)),
        head.scripts(),
        tables.warnings(),
        rows,
        directory,
        where(head.onlyRows(), rows.keySet()),
        ids.tables(),
        foreign);
  }

  private static Map<TableName, String> where(Map<String, String> onlyRows, Set<TableName> tables) {
    Map<TableName, String> where = new TreeMap<>();
    onlyRows.forEach(
        (name, condition) ->
            tables.stream()
                .filter(table -> table.matches(name))
                .forEach(table -> where.put(table, condition)));
    return where;
  }

  private Catalog target() {
    return target.orElseThrow(
        () ->
            new BelayException(
                ErrorCode.UNSUPPORTED,
                called + " has no structure to build a database from",
                "belay backup DB --output writes a file that has; or create the tables first, and"
                    + " restore without --create"));
  }
}
