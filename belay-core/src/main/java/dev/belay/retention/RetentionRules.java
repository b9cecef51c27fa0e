package dev.belay.retention;

import java.util.Map;
import java.util.Optional;

/**
 * Which policy holds for which snapshots, as {@code belay.yaml} says it.
 *
 * @param standard for databases that have none of their own
 * @param databases by a database's name
 */
public record RetentionRules(ForDatabase standard, Map<String, ForDatabase> databases) {
  /** No rules but the one for safety snapshots. */
  public static final RetentionRules NONE = new RetentionRules(ForDatabase.NONE, Map.of());

  /** The type of the snapshots that runs take. */
  private static final String SAFETY = "safety";

  /**
   * The rules for one database.
   *
   * @param policy for all types that have none of their own
   * @param types by a snapshot's type; these are judged by themselves and count for no other
   */
  public record ForDatabase(RetentionPolicy policy, Map<String, RetentionPolicy> types) {
    /** No rules. */
    public static final ForDatabase NONE = new ForDatabase(RetentionPolicy.NONE, Map.of());

    public ForDatabase {
      types = Map.copyOf(types);
    }
  }

  public RetentionRules {
    databases = Map.copyOf(databases);
  }

  /**
   * A policy and the snapshots that it is for.
   *
   * @param type the one type that it is for; empty for all that have none of their own
   */
  public record Rule(Optional<String> type, RetentionPolicy policy) {}

  /** The rule for a database's snapshots of this type. */
  public Rule of(String database, String type) {
    ForDatabase own = databases.getOrDefault(database, standard);
    RetentionPolicy policy = own.types().get(type);
    if (policy == null && type.equals(SAFETY)) {
      policy = standard.types().getOrDefault(SAFETY, RetentionPolicy.SAFETY);
    }
    return policy == null
        ? new Rule(Optional.empty(), own.policy())
        : new Rule(Optional.of(type), policy);
  }

  /** The same with one policy for all but safety snapshots. */
  public RetentionRules with(RetentionPolicy policy) {
    RetentionPolicy safety = standard.types().getOrDefault(SAFETY, RetentionPolicy.SAFETY);
    return new RetentionRules(new ForDatabase(policy, Map.of(SAFETY, safety)), Map.of());
  }
}
