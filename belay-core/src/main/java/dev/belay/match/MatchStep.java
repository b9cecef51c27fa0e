package dev.belay.match;

import dev.belay.model.Table;
import java.util.List;

/**
 * One table whose rows change on their way into the database. Steps come in the order in which they
 * can be done.
 *
 * @param table the table as the source has it
 * @param live the same as the database has it
 * @param role how its rows find theirs
 * @param by the columns that are compared: the natural key, or all but the id; none where rows keep
 *     their key
 * @param numbered whether rows that are not found get a new number; otherwise they keep their key
 * @param changed the columns whose values may change: ids and references
 * @param before references that have to be followed before rows are compared
 * @param self references to this same table that are part of what is compared
 * @param after references that can be followed when all rows are matched
 */
record MatchStep(
    Table table,
    Table live,
    Role role,
    List<String> by,
    boolean numbered,
    List<String> changed,
    List<Link> before,
    List<Link> self,
    List<Link> after) {
  MatchStep {
    by = List.copyOf(by);
    changed = List.copyOf(changed);
    before = List.copyOf(before);
    self = List.copyOf(self);
    after = List.copyOf(after);
  }

  /** How the rows of a table find the live rows that they are. */
  enum Role {
    /** By a natural key that was named. */
    NATURAL,
    /** By all their columns but the id, which is only a number. */
    CONTENT,
    /** By their key, in which references may have changed. */
    KEY
  }

  boolean matched() {
    return role != Role.KEY;
  }
}
