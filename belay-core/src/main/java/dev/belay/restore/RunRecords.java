package dev.belay.restore;

import dev.belay.model.Plan;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Makes the record of a run that begins. */
final class RunRecords {
  private RunRecords() {}

  static RunRecord begun(
      Order order,
      Plan plan,
      Optional<String> safety,
      Optional<String> left,
      OffsetDateTime started,
      String run,
      List<String> notes) {
    return new RunRecord(
        run,
        order.command(),
        order.name(),
        order.database().address().display(),
        plan.id(),
        order.source(),
        order.mode(),
        started,
        Optional.empty(),
        RunOutcome.RUNNING,
        safety,
        order.undoes(),
        Optional.empty(),
        order.reason(),
        order.by(),
        plan.tables(),
        left,
        Optional.empty(),
        Optional.empty(),
        notes);
  }
}
