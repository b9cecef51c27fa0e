package dev.belay.export;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of an export in the export itself.
 *
 * @param tool the program that wrote it
 * @param database the database's name
 * @param address where that is; said in backups only
 * @param engine its engine
 * @param version the engine's version
 * @param snapshot the snapshot; empty for a live database
 * @param time the moment that the data shows
 * @param leftOut sensitive columns that are not in it, as {@code table.column}
 * @param masked columns whose values are other ones
 * @param partial whether tables, rows or columns were left out by choice
 * @param profile the profile that chose; empty for none
 * @param onlyRows of which tables not all rows are in it, with the condition for those that are
 */
public record Facts(
    String tool,
    String database,
    String address,
    String engine,
    String version,
    Optional<String> snapshot,
    OffsetDateTime time,
    List<String> leftOut,
    List<String> masked,
    boolean partial,
    String profile,
    Map<String, String> onlyRows) {
  public Facts {
    leftOut = List.copyOf(leftOut);
    masked = List.copyOf(masked);
    onlyRows = Map.copyOf(onlyRows);
  }
}
