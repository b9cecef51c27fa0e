package dev.belay.restore;

import dev.belay.model.EntityKey;
import dev.belay.model.TableName;
import java.util.Optional;
import java.util.Set;

/**
 * For a reset: every row that refers to one that goes must belong to a table that its rules name.
 *
 * @param profile whose rules they are
 * @param keep tables that stay although rows of them refer to such rows
 * @param renumbered tables whose rows get new keys, so that a row with the key of another one is
 *     not that one
 * @param only the one entity whose rows are concerned; empty for all
 */
public record Coverage(
    String profile, Set<TableName> keep, Set<TableName> renumbered, Optional<EntityKey> only) {
  public Coverage {
    keep = Set.copyOf(keep);
    renumbered = Set.copyOf(renumbered);
  }
}
