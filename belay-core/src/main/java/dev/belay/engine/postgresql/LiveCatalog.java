package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.List;
import java.util.Map;

/**
 * The structure of a live database.
 *
 * @param catalog what all engines say of it
 * @param tables each table of the catalog, by name
 * @param references what only this engine knows of its foreign keys
 * @param encoding the server's encoding of text
 * @param warnings what is there and has no rows of its own here
 */
record LiveCatalog(
    Catalog catalog,
    Map<TableName, LiveTable> tables,
    References references,
    String encoding,
    List<String> warnings) {

  LiveTable table(Table table) {
    return table(table.name());
  }

  LiveTable table(TableName name) {
    LiveTable found = tables.get(name);
    if (found == null) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "table " + name + " does not exist",
          "list the tables with: belay info");
    }
    return found;
  }
}
