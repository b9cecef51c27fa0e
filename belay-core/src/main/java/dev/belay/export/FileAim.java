package dev.belay.export;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.LiveChunks;
import dev.belay.engine.Scratch;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.ChunkIds;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a file holds, as a dataset: its rows lie in order in a private temporary directory, which
 * goes away when this is closed.
 */
public final class FileAim implements ChunkedDataset {

  private final String name;
  private final String database;
  private final Catalog catalog;
  private final Catalog structure;
  private final List<Counter> counters;
  private final Scripts scripts;
  private final List<String> warnings;
  private final Map<TableName, ReadyRows> ready;
  private final PrivateDirectory directory;
  private final Map<TableName, String> where;
  private final Set<TableName> withoutIds;
  private final boolean foreign;

  FileAim(
      String name,
      String database,
      Catalog catalog,
      Catalog structure,
      List<Counter> counters,
      Scripts scripts,
      List<String> warnings,
      Map<TableName, ReadyRows> ready,
      PrivateDirectory directory,
      Map<TableName, String> where,
      Set<TableName> withoutIds,
      boolean foreign) {
    this.where = Map.copyOf(where);
    this.withoutIds = Set.copyOf(withoutIds);
    this.name = name;
    this.database = database;
    this.catalog = catalog;
    this.structure = structure;
    this.counters = List.copyOf(counters);
    this.scripts = scripts;
    this.warnings = List.copyOf(warnings);
    this.ready = Map.copyOf(ready);
    this.directory = directory;
    this.foreign = foreign;
  }

  /**
   * Whether something else than the database's own engine wrote its values, which that engine may
   * write in another way.
   */
  public boolean foreign() {
    return foreign;
  }

  /**
   * The same with values as the database's engine writes them: it has taken them in, and given them
   * out again. This one is closed with the other.
   *
   * @param scratch where; used up
   */
  public FileAim through(Scratch scratch) throws IOException {
    List<Table> tables = catalog.tables();
    scratch.begin(tables);
    for (Table table : tables) {
      ready(table).into(scratch.fill(table, table.stored()));
    }
    scratch.seal();
    Map<TableName, ReadyRows> written = new TreeMap<>();
    for (Table table : tables) {
      RowSorter sorter = new RowSorter(RowLayout.of(table), directory.inner());
      try (RowStream rows = scratch.rows(table)) {
        while (rows.next()) {
          sorter.add(Arrays.copyOfRange(rows.buffer(), rows.start(), rows.end()));
        }
      }
      ReadyRows there = ReadyRows.of(sorter);
      Doubles.refuse(table, there);
      written.put(table.name(), there);
    }
    return new FileAim(
        name,
        database,
        catalog,
        structure,
        counters,
        scripts,
        warnings,
        written,
        directory,
        where,
        withoutIds,
        false);
  }

  /** The file's name, and what its rows come to: other rows have another name. */
  @Override
  public String name() {
    return name;
  }

  /** The name of the database that it says it is from; empty where it does not. */
  public String database() {
    return database;
  }

  @Override
  public Map<TableName, String> where() {
    return where;
  }

  @Override
  public Set<TableName> withoutIds() {
    return withoutIds;
  }

  /** The structure, where the file has it. */
  public Scripts scripts() {
    return scripts;
  }

  /** What a person should know before it is used. */
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Catalog structure() {
    return structure;
  }

  @Override
  public List<Counter> counters() {
    return counters;
  }

  @Override
  public LiveChunks chunks(Table table) throws IOException {
    return new LiveChunks(ready(table).read(), RowLayout.of(table), ChunkIds::of);
  }

  @Override
  public Optional<TableDigest> digest(Table table) {
    return Optional.of(ready(table).digest());
  }

  private ReadyRows ready(Table table) {
    ReadyRows found = ready.get(table.name());
    if (found == null) {
      throw new IllegalArgumentException(table.name() + " is not in " + name);
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
