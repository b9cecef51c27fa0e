package dev.belay.retention;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a snapshot.
 *
 * @param subject the snapshot
 * @param reasons why it is kept, in words; empty where nothing wants it
 */
public record Decision(Subject subject, List<String> reasons) {
  public Decision {
    reasons = List.copyOf(reasons);
  }

  /** Whether it is kept. */
  public boolean keep() {
    return !reasons.isEmpty();
  }

  /** The same with one more reason. */
  public Decision because(String reason) {
    List<String> more = new ArrayList<>(reasons);
    more.add(reason);
    return new Decision(subject, more);
  }
}
