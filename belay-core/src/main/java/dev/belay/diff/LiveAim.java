package dev.belay.diff;

import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Dataset;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any dataset as one that comes in chunks: they are cut as its rows are read. */
public final class LiveAim implements ChunkedDataset {
  private final String name;
  private final Dataset rows;
  private final LiveChunks.Ids ids;
  private final Progress progress;

  /**
   * @param name what people call it
   * @param rows the dataset; closed with this
   * @param ids names the chunks
   * @param progress told of each chunk, and asked whether to go on
   */
  public LiveAim(String name, Dataset rows, LiveChunks.Ids ids, Progress progress) {
    this.name = name;
    this.rows = rows;
    this.ids = ids;
    this.progress = progress;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Catalog catalog() {
    return rows.catalog();
  }

  @Override
  public List<Counter> counters() {
    return rows.counters();
  }

  @Override
  public Map<TableName, String> where() {
    return rows.where();
  }

  @Override
  public LiveChunks chunks(Table table) throws IOException {
    return new LiveChunks(
        rows.rows(table),
        RowLayout.of(table),
        chunk -> {
          progress.stopIfCancelled();
          progress.advance(table.name(), chunk.digest().rows(), chunk.length());
          return ids.of(chunk);
        });
  }

  @Override
  public Optional<TableDigest> digest(Table table) {
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
