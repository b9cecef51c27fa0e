package dev.belay;

import dev.belay.retention.Grouping;
import dev.belay.retention.RetentionPolicy;
import java.util.Optional;

/**
 * Which snapshots to judge, and by what.
 *
 * @param database only this database's, by name
 * @param type only of this type
 * @param policy what to keep of all but safety snapshots; without a rule: what the settings say
 * @param grouping what is judged together
 */
public record ForgetRequest(
    Optional<String> database, Optional<String> type, RetentionPolicy policy, Grouping grouping) {
  /** All snapshots, by the rules of the settings. */
  public static final ForgetRequest BY_SETTINGS =
      new ForgetRequest(
          Optional.empty(), Optional.empty(), RetentionPolicy.NONE, Grouping.STANDARD);
}
