package dev.belay.cli;

import dev.belay.model.Plan;
import dev.belay.model.RunResult;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** What a destructive command would do, once it is allowed to. */
interface Work {
  /** The same from its three parts. */
  static Work of(
      Supplier<String> database,
      Supplier<Plan> plan,
      BiFunction<Optional<String>, Boolean, RunResult> run) {
    return new Work() {
      @Override
      public String database() {
        return database.get();
      }

      @Override
      public Plan plan() {
        return plan.get();
      }

      @Override
      public RunResult run(Optional<String> planId, boolean overwrite) {
        return run.apply(planId, overwrite);
      }
    };
  }

  /** The name of the database that would change. */
  String database();

  /** What would happen; changes nothing. */
  Plan plan();

  /**
   * Does it.
   *
   * @param planId the plan that was agreed to; empty to plan and apply at once
   * @param overwrite whether it was said in words that rows which changed since may be overwritten
   */
  RunResult run(Optional<String> planId, boolean overwrite);
}
