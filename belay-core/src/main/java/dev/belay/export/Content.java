package dev.belay.export;

import dev.belay.diff.ChunkedDataset;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.ExportResult;
import dev.belay.model.Progress;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a format is given to write: one moment of a database, without what must not go out. */
public final class Content {
  private final Facts facts;
  private final ChunkedDataset data;
  private final List<ExportTable> tables;
  private final Export.ScriptSource scripts;
  private final Progress progress;
  private final Map<TableName, TableDigest.Sum> sums;
  private final List<ExportResult.Conversion> converted;

  Content(
      Facts facts,
      ChunkedDataset data,
      List<ExportTable> tables,
      Export.ScriptSource scripts,
      Progress progress) {
    this(facts, data, tables, scripts, progress, new TreeMap<>(), new ArrayList<>());
    tables.forEach(t -> sums.put(t.name(), new TableDigest.Sum()));
  }

  private Content(
      Facts facts,
      ChunkedDataset data,
      List<ExportTable> tables,
      Export.ScriptSource scripts,
      Progress progress,
      Map<TableName, TableDigest.Sum> sums,
      List<ExportResult.Conversion> converted) {
    this.facts = facts;
    this.data = data;
    this.tables = List.copyOf(tables);
    this.scripts = scripts;
    this.progress = progress;
    this.sums = sums;
    this.converted = converted;
  }

  public Facts facts() {
    return facts;
  }

  /** The tables to write. */
  public List<ExportTable> tables() {
    return tables;
  }

  /** The same with only one of its tables. */
  Content only(ExportTable table) {
    return new Content(facts, data, List.of(table), scripts, progress, sums, converted);
  }

  /** The structure of the whole database. */
  public Catalog structure() {
    return data.structure();
  }

  /** Where the counters of the written tables, or of none, stood. */
  public List<Counter> counters() {
    return data.counters().stream()
        .filter(
            c -> c.table().map(t -> tables.stream().anyMatch(e -> e.name().equals(t))).orElse(true))
        .toList();
  }

  /** The engine's own DDL; with a reason where there is none. May take a second. */
  public Scripts scripts() throws IOException {
    return scripts.scripts();
  }

  /** Whether all of the database's stored tables are written, every column with its values. */
  public boolean whole() {
    return !facts.partial()
        && tables.stream().allMatch(ExportTable::whole)
        && tables.size() == data.structure().tables().size();
  }

  /** The rows of one of the tables. Several may be read one after the other, and one twice. */
  public ExportRows rows(ExportTable table) throws IOException {
    progress.table(table.name(), -1);
    TableDigest.Sum sum = new TableDigest.Sum();
    sums.put(table.name(), sum);
    Table stored = data.catalog().table(table.name()).orElseThrow();
    return new ExportRows(
        table,
        data.chunks(stored),
        sum,
        chunk -> {
          progress.stopIfCancelled("nothing was written", "start it again when you like");
          progress.advance(table.name(), chunk.digest().rows(), chunk.length());
        });
  }

  /**
   * Says that a column is not written as what it is, because the format has no type for it.
   *
   * @param as what it is written as
   * @param why what there is no type for
   */
  public void converted(ExportTable table, ExportColumn column, String as, String why) {
    converted.add(new ExportResult.Conversion(table.name() + "." + column.name(), as, why));
  }

  /** Which columns were written as something else so far. */
  List<ExportResult.Conversion> converted() {
    return List.copyOf(converted);
  }

  /** How many rows of a table were read. */
  long count(ExportTable table) {
    return sum(table).rows();
  }

  /** The digest of the rows that were read of a table; empty where they are not what is written. */
  public Optional<String> digest(ExportTable table) {
    return table.whole() ? Optional.of(sum(table).hex()) : Optional.empty();
  }

  private TableDigest sum(ExportTable table) {
    TableDigest.Sum sum = sums.get(table.name());
    return sum == null ? TableDigest.EMPTY : sum.total();
  }
}
