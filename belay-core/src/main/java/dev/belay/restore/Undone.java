package dev.belay.restore;

import dev.belay.model.TableName;
import java.util.Map;

/**
 * A run that is taken back.
 *
 * @param run its id
 * @param left how it left its tables: those with another digest changed since
 * @param overwrite whether such tables may be changed
 */
public record Undone(String run, Map<TableName, Left> left, boolean overwrite) {
  public Undone {
    left = Map.copyOf(left);
  }
}
