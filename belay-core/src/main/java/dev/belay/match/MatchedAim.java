package dev.belay.match;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.diff.LiveChunks;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.MatchedTable;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A dataset whose rows have live keys. Tables that keys do not concern are the source's own; the
 * others lie in a private temporary directory, which goes away when this is closed.
 */
public final class MatchedAim implements ChunkedDataset {
  private final ChunkedDataset source;
  private final Map<TableName, Ready> ready;
  private final List<Counter> counters;
  private final List<MatchedTable> matched;
  private final LiveChunks.Ids ids;
  private final Spool spool;

  /**
   * A table whose rows lie ready.
   *
   * @param rows the file with its rows
   * @param digest their number and digest
   */
  record Ready(Path rows, TableDigest digest) {}

  MatchedAim(
      ChunkedDataset source,
      Map<TableName, Ready> ready,
      List<Counter> counters,
      List<MatchedTable> matched,
      LiveChunks.Ids ids,
      Spool spool) {
    this.source = source;
    this.ready = Map.copyOf(ready);
    this.counters = List.copyOf(counters);
    this.matched = List.copyOf(matched);
    this.ids = ids;
    this.spool = spool;
  }

  /** Opens the live rows of a table that a condition in the engine's SQL takes. */
  @FunctionalInterface
  public interface LiveRows {
    RowStream of(Table live, String where) throws IOException;
  }

  /**
   * The same with live rows beside them that stay as they are, but where a row here has their key.
   *
   * @param stay which live rows, by table
   */
  public MatchedAim beside(Catalog live, LiveRows rows, Map<TableName, String> stay)
      throws IOException {
    Map<TableName, Ready> all = new TreeMap<>(ready);
    for (Map.Entry<TableName, String> entry : stay.entrySet()) {
      Table aim = catalog().table(entry.getKey()).orElseThrow();
      Table there = live.table(entry.getKey()).orElseThrow();
      try (LiveChunks staying =
          new LiveChunks(rows.of(there, entry.getValue()), RowLayout.of(there), ids)) {
        all.put(aim.name(), new Staying(spool, aim, there).beside(() -> chunks(aim), staying));
      }
    }
    return new MatchedAim(source, all, counters, matched, ids, spool);
  }

  /** How rows were matched, in the order in which that was done. */
  public List<MatchedTable> matched() {
    return matched;
  }

  /** The tables whose rows are other ones than the source's. */
  public Set<TableName> changed() {
    return ready.keySet();
  }

  @Override
  public boolean original(TableName table) {
    return !ready.containsKey(table) && source.original(table);
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Catalog catalog() {
    return source.catalog();
  }

  @Override
  public Catalog structure() {
    return source.structure();
  }

  @Override
  public List<Counter> counters() {
    return counters;
  }

  @Override
  public ChunkedRows chunks(Table table) throws IOException {
    Ready found = ready.get(table.name());
    return found == null
        ? source.chunks(table)
        : new LiveChunks(new LineReader(found.rows()), RowLayout.of(table), ids);
  }

  @Override
  public long weight(Table table) {
    Ready found = ready.get(table.name());
    return found == null ? source.weight(table) : found.digest().rows();
  }

  @Override
  public Optional<TableDigest> digest(Table table) {
    Ready found = ready.get(table.name());
    return found == null ? source.digest(table) : Optional.of(found.digest());
  }

  /** Removes what lies on disk; the source stays open. */
  @Override
  public void close() throws IOException {
    spool.close();
  }
}
