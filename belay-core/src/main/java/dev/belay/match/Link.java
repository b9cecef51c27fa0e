package dev.belay.match;

import dev.belay.model.ForeignKey;
import dev.belay.model.TableName;
import java.util.List;

/**
 * A reference whose values follow the rows that they refer to.
 *
 * @param columns the referencing columns
 * @param target the referenced table
 * @param targetColumns the referenced columns, one for each
 */
record Link(List<String> columns, TableName target, List<String> targetColumns) {
  Link {
    columns = List.copyOf(columns);
    targetColumns = List.copyOf(targetColumns);
  }

  static Link of(ForeignKey key) {
    return new Link(key.columns(), key.target(), key.targetColumns());
  }
}
