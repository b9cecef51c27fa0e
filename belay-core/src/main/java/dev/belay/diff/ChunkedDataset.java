package dev.belay.diff;

import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.TableDigest;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A dataset whose tables come as chunks with ids: what a database can be compared with and made
 * equal to.
 */
public interface ChunkedDataset extends Closeable {
  /** What people call it: a snapshot's id, a database's name. */
  String name();

  Catalog catalog();

  /** The structure of the whole database at that moment, also of tables whose rows are not here. */
  default Catalog structure() {
    return catalog();
  }

  List<Counter> counters();

  /**
   * Of which tables not all rows are here: the condition, in the engine's SQL, for those that are.
   * That any other row is missing says nothing.
   */
  default Map<TableName, String> where() {
    return Map.of();
  }

  /**
   * The tables whose rows have no ids of their own, but such as were only made up: they have to be
   * matched by natural keys, and nothing can refer to them.
   */
  default Set<TableName> withoutIds() {
    return Set.of();
  }

  /**
   * Whether this table's rows are all as a database had them under the structure that the catalog
   * tells of.
   */
  default boolean original(TableName table) {
    return false;
  }

  /** Whether something of the database was left out by choice. */
  default boolean partial() {
    return !where().isEmpty();
  }

  /**
   * The rows of a table of the catalog, as {@code Dataset.rows} orders them. For several threads,
   * one each.
   */
  ChunkedRows chunks(Table table) throws IOException;

  /** About how much work a table is, compared with others of the same dataset. */
  default long weight(Table table) {
    return digest(table).map(TableDigest::rows).orElse(0L);
  }

  /** The digest of a table's rows, where it is known without reading them. */
  Optional<TableDigest> digest(Table table);
}
