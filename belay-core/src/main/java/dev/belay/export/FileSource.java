package dev.belay.export;

import dev.belay.diff.ChunkedDataset;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Progress;
import dev.belay.model.Scripts;
import dev.belay.model.Sha256;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import dev.belay.rows.TableDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a dataset of a file: JSON as {@link JsonFormat} writes it, CSV, or a directory of either.
 * The rows become those that the database would have for them; they are put into order on disk, so
 * memory does not grow with the file.
 */
public final class FileSource implements FileTable.Receiver {
  private final Path file;
  private final String called;
  private final Progress progress;
  private final Path directory;
  private final Optional<Catalog> live;
  private final List<Counter> liveCounters;
  private final List<Table> tables = new ArrayList<>();
  private final Map<TableName, FileAim.Ready> ready = new TreeMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private Optional<Catalog> target;
  private @Nullable RowSorter sorter;
  private List<FilePlace> places = List.of();
  private boolean ownColumns;

  private FileSource(
      Path file,
      String called,
      Optional<Catalog> live,
      List<Counter> liveCounters,
      Path directory,
      Progress progress) {
    this.file = file;
    this.called = called;
    this.live = live;
    this.target = live;
    this.liveCounters = liveCounters;
    this.directory = directory;
    this.progress = progress;
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

  /**
   * Reads a file.
   *
   * @param live the structure of the database that the rows are for; empty for a new one, which has
   *     the file's own
   * @param liveCounters where that database's counters stand: for a file that says nothing of them
   */
  public static FileAim open(
      Path file, Optional<Catalog> live, List<Counter> liveCounters, Progress progress)
      throws IOException {
    Path directory = Files.createTempDirectory("belay-file-");
    try {
      progress.phase("reading the file");
      String called = String.valueOf(file.getFileName());
      return new FileSource(file, called, live, liveCounters, directory, progress).read();
    } catch (IOException | RuntimeException | Error e) {
      FileAim.delete(directory);
      throw e;
    }
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
    Path directory = Files.createTempDirectory("belay-file-");
    try {
      progress.phase("reading " + other.name());
      return new FileSource(
              directory, other.name(), Optional.of(live), liveCounters, directory, progress)
          .read(other, some);
    } catch (IOException | RuntimeException | Error e) {
      FileAim.delete(directory);
      throw e;
    }
  }

  private FileAim read(ChunkedDataset other, List<Table> some) throws IOException {
    for (Table table : some) {
      List<Column> stored = table.stored();
      List<ExportColumn> columns = new ArrayList<>();
      for (int i = 0; i < stored.size(); i++) {
        columns.add(new ExportColumn(stored.get(i), i, Masker.NONE));
      }
      boolean usual = table.name().toString().equals(table.name().name());
      begin(
          new FileTable(
              usual ? "" : table.name().schema(),
              table.name().name(),
              stored.stream().map(c -> FileTable.FileColumn.named(c.name())).toList()));
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
          row(values);
        }
      }
      end(Optional.empty());
    }
    return aim(
        new JsonDocument.Head(
            "",
            other.catalog().engine(),
            Optional.empty(),
            Scripts.none("it is another engine's"),
            Optional.empty()));
  }

  private static String plainName(Path path) {
    String name = String.valueOf(path.getFileName());
    return Compression.of(name).stripped(name).toLowerCase(Locale.ROOT);
  }

  private FileAim read() throws IOException {
    JsonDocument.Head head =
        new JsonDocument.Head(
            "", "", Optional.empty(), Scripts.none("the file holds rows only"), Optional.empty());
    if (Files.isDirectory(file)) {
      List<Counter> counters = new ArrayList<>();
      for (Path each : files()) {
        JsonDocument.Head one = read(each);
        head = one.database().isEmpty() ? head : one;
        one.counters().ifPresent(counters::addAll);
      }
      Optional<List<Counter>> all =
          head.counters().isEmpty()
              ? Optional.empty()
              : Optional.of(counters.stream().distinct().toList());
      head =
          new JsonDocument.Head(
              head.database(),
              head.engine(),
              all,
              head.scripts(),
              Optional.empty(),
              head.onlyRows());
    } else {
      head = read(file);
    }
    return aim(head);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(file)) {
      List<Path> files =
          all.filter(p -> plainName(p).matches(".*\\.(json|csv)"))
              .filter(p -> !plainName(p).equals("summary.json"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new BelayException(
            ErrorCode.USAGE,
            file + " has no table as JSON or CSV",
            "belay export --output DIR/ writes such directories");
      }
      return files;
    }
  }

  private JsonDocument.Head read(Path each) throws IOException {
    String name = String.valueOf(each.getFileName());
    try (InputStream in = Compression.reading(Files.newInputStream(each))) {
      if (plainName(each).endsWith(".csv")) {
        String plain = Compression.of(name).stripped(name);
        CsvTable.read(name, plain.substring(0, plain.length() - ".csv".length()), in, this);
        return new JsonDocument.Head(
            "", "", Optional.empty(), Scripts.none("CSV holds rows only"), Optional.empty());
      }
      return JsonDocument.read(
          name,
          in,
          this,
          own -> {
            if (live.isEmpty()) {
              target = Optional.of(own);
            }
          });
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw new BelayException(
          ErrorCode.DAMAGED, name + " is damaged: " + e.getMessage(), "get another copy of it", e);
    }
  }

  private FileAim aim(JsonDocument.Head head) {
    if (tables.isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          called + " holds no table",
          "name a file that 'belay export' or 'belay backup --output' wrote");
    }
    Catalog whole = target();
    Catalog catalog = new Catalog(whole.engine(), whole.version(), tables, whole.settings());
    return new FileAim(
        name(),
        head.database(),
        catalog,
        live.isPresent() ? catalog : whole,
        head.engine().equals(whole.engine()) ? head.counters().orElse(liveCounters) : liveCounters,
        head.scripts(),
        warnings,
        ready,
        directory,
        where(head.onlyRows()),
        !head.engine().equals(whole.engine()));
  }

  private Map<TableName, String> where(Map<String, String> onlyRows) {
    Map<TableName, String> where = new TreeMap<>();
    onlyRows.forEach(
        (name, condition) ->
            tables.stream()
                .filter(t -> t.name().matches(name))
                .forEach(t -> where.put(t.name(), condition)));
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

  private String name() {
    MessageDigest sha = Sha256.digest();
    for (Table table : tables) {
      TableDigest digest = ready(table).digest();
      String text =
          "%s %s %d %s\n".formatted(table.name(), table.stored(), digest.rows(), digest.hex());
      sha.update(text.getBytes(StandardCharsets.UTF_8));
    }
    return called + "@" + HexFormat.of().formatHex(sha.digest(), 0, 8);
  }

  private FileAim.Ready ready(Table table) {
    FileAim.Ready found = ready.get(table.name());
    if (found == null) {
      throw new IllegalStateException(table.name() + " was not read");
    }
    return found;
  }

  /** Where a column of the file goes. */
  private record FilePlace(Column column, int file, ValueWriter writer, boolean text) {}

  @Override
  public void begin(FileTable head) throws IOException {
    Table there = FileFit.table(head, target());
    if (ready.containsKey(there.name())) {
      throw new BelayException(
          ErrorCode.USAGE, "the file has table " + there.name() + " twice", "take one out");
    }
    Table aim = FileFit.withColumns(head, there);
    List<FilePlace> found = new ArrayList<>();
    for (Column column : aim.stored()) {
      int at = FileFit.index(head, column.name());
      boolean text = !head.columns().get(at).typed();
      found.add(new FilePlace(column, at, new ValueWriter(column), text));
    }
    places = found;
    ownColumns =
        aim.stored().stream()
            .map(Column::name)
            .toList()
            .equals(head.columns().stream().map(FileTable.FileColumn::name).toList());
    tables.add(aim);
    progress.table(aim.name(), -1);
    sorter =
        new RowSorter(
            RowLayout.of(aim), Files.createDirectory(directory.resolve("t" + tables.size())));
  }

  @Override
  public void row(List<Value> values) throws IOException {
    progress.stopIfCancelled();
    line.reset();
    boolean first = true;
    for (FilePlace place : places) {
      Value value = values.get(place.file());
      if (!first) {
        line.write('\t');
      }
      first = false;
      Value meant = meant(place, value);
      Fit.require(tables.get(tables.size() - 1), place.column(), meant);
      place.writer().write(meant, line);
    }
    line.write('\n');
    requireSorter().add(line.toByteArray());
  }

  /** Without a type in the file, text is what the column's database would make of it. */
  private static Value meant(FilePlace place, Value value) {
    boolean open =
        value instanceof Value.Text
            && (place.text() || place.column().form() == Form.INTEGER)
            && ColumnKind.of(place.column()) != ColumnKind.TEXT;
    return open ? FieldText.value(place.column(), ((Value.Text) value).text()) : value;
  }

  private RowSorter requireSorter() {
    RowSorter now = sorter;
    if (now == null) {
      throw new IllegalStateException("no table has begun");
    }
    return now;
  }

  @Override
  public void end(Optional<String> digest) throws IOException {
    Table table = tables.get(tables.size() - 1);
    TableDigest all = requireSorter().digest();
    Path sorted = requireSorter().finish();
    Doubles.refuse(table, sorted);
    ready.put(table.name(), new FileAim.Ready(sorted, all));
    progress.advance(table.name(), all.rows(), 0);
    if (ownColumns && digest.isPresent() && !digest.get().equals(all.hex())) {
      warnings.add("the rows of " + table.name() + " in the file are not those that were exported");
    }
    sorter = null;
  }
}
