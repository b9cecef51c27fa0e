package dev.belay.restore;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import java.util.List;
import java.util.Optional;

/** Whether a plan may be carried out. */
final class Admission {
  private Admission() {}

  /** STALE_PLAN where another plan was seen. */
  static void requireSame(Plan plan, Optional<String> expected) {
    if (expected.isPresent() && !expected.get().equals(plan.id())) {
      throw new BelayException(
          ErrorCode.STALE_PLAN,
          "the plan %s is stale: the database or the snapshot changed since; it would be %s now"
              .formatted(expected.get(), plan.id()),
          "nothing was changed; look at the new plan with --dry-run");
    }
  }

  /** An undo does not take along what others did since, unless that is asked for. */
  static void requireUnchanged(Plan plan, boolean overwrite) {
    if (plan.overwritesChanges() && !overwrite) {
      List<String> files = plan.files().stream().flatMap(f -> f.changed().stream()).toList();
      List<String> tables = plan.overwrites().stream().map(t -> t.table().toString()).toList();
      String rows = "rows changed since the run, in " + String.join(", ", tables);
      String beside = "files changed since the run: " + String.join(", ", files);
      throw new BelayException(
          ErrorCode.REFUSED,
          tables.isEmpty() ? beside : files.isEmpty() ? rows : rows + "; " + beside,
          "look with --dry-run; --mode replace puts "
              + (tables.isEmpty() ? "the files" : files.isEmpty() ? "the tables" : "both")
              + " back all the same");
    }
  }
}
