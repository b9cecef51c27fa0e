package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.Database;
import dev.belay.model.Mode;
import dev.belay.model.Selection;
import dev.belay.model.TableName;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked for: make these tables of this database equal to that dataset.
 *
 * @param command {@code restore} or {@code undo}
 * @param aim the dataset
 * @param source the id of the snapshot that it is
 * @param selection which of its tables
 * @param mode what may happen to rows
 * @param database the database
 * @param name what people call it
 * @param undoes the run that is taken back, for an undo
 * @param expected for an undo, the digests that the run left: tables with another one changed since
 * @param overwrite whether such tables may be changed
 * @param reason why, for the history
 * @param by who
 */
public record Order(
    String command,
    ChunkedDataset aim,
    String source,
    Selection selection,
    Mode mode,
    Database database,
    String name,
    Optional<String> undoes,
    Map<TableName, String> expected,
    boolean overwrite,
    String reason,
    String by) {
  public Order {
    expected = Map.copyOf(expected);
  }
}
