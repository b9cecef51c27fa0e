package dev.belay.rules;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Table;
import dev.belay.rows.TableDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source without tables: what rules make then comes from the live rows alone.
 *
 * @param name what people call it
 * @param engine the engine of the database that it is for
 */
public record NoSource(String name, String engine) implements ChunkedDataset {
  @Override
  public Catalog catalog() {
    return new Catalog(engine, "", List.of(), Map.of());
  }

  @Override
  public List<Counter> counters() {
    return List.of();
  }

  @Override
  public ChunkedRows chunks(Table table) {
    return ChunkedRows.NONE;
  }

  @Override
  public Optional<TableDigest> digest(Table table) {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
