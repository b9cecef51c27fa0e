package dev.belay.engine.postgresql;

import java.util.Optional;

/**
 * What tells of a database that a run builds aside: {@code aside:RUN} before its last transaction,
 * {@code aside:RUN:} and that transaction's {@link CommitMark} from then on. The names of the two
 * databases follow from the run.
 *
 * @param run the run's id
 * @param swap the transaction in which the one takes the other's place, once it is open
 */
record AsideMark(String run, Optional<CommitMark> swap) {
  private static final String SCHEME = "aside:";

  AsideMark {
    if (!run.matches("[0-9a-z]{1,40}")) {
      throw new IllegalArgumentException("no id of a run: " + run);
    }
  }

  /** Empty where the text is another kind of mark. */
  static Optional<AsideMark> parse(String text) {
    if (!text.startsWith(SCHEME)) {
      return Optional.empty();
    }
    String rest = text.substring(SCHEME.length());
    int colon = rest.indexOf(':');
    return Optional.of(
        colon < 0
            ? new AsideMark(rest, Optional.empty())
            : new AsideMark(
                rest.substring(0, colon),
                Optional.of(CommitMark.parse(rest.substring(colon + 1)))));
  }

  /** The name of the database while it is built. */
  String fresh() {
    return "belay_" + run + "_new";
  }

  /** The name of the empty database once its place is taken. */
  String old() {
    return "belay_" + run + "_old";
  }

  @Override
  public String toString() {
    return SCHEME + run + swap.map(mark -> ":" + mark).orElse("");
  }
}
