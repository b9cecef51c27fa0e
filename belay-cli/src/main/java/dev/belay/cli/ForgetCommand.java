package dev.belay.cli;

import dev.belay.ForgetRequest;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForgetPlan;
import dev.belay.model.SnapshotSummary;
import dev.belay.retention.Grouping;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay forget}. */
@Command(
    name = "forget",
    description =
        "Remove the snapshots that no rule keeps; they can come back for 7 days. Without rules"
            + " here, those of belay.yaml.",
    sortOptions = false)
final class ForgetCommand implements Action {
  private static final String WORD = "FORGET";

  @Parameters(arity = "0..1", paramLabel = "DB", description = "Only this database's.")
  @Nullable String database;

  @Option(names = "--type", paramLabel = "T", description = "Only this type.")
  @Nullable String type;

  @Mixin KeepOptions keep = new KeepOptions();

  @Option(
      names = "--group-by",
      paramLabel = "WHAT",
      description = "What is judged together: host,paths,tags or less (default: host,paths).")
  String groupBy = "host,paths";

  @Option(names = "--dry-run", description = "Only show what is kept, why, and what would go.")
  boolean dryRun;

  @Option(names = "--yes", description = "Remove without a question.")
  boolean yes;

  @Option(
      names = "--allow-mass-removal",
      description = "Even if that is more than half of a group.")
  boolean allowMassRemoval;

  @Override
  public int run(Context context) {
    if (dryRun && yes) {
      throw new BelayException(
          ErrorCode.USAGE, "--dry-run and --yes exclude each other", "give one of them");
    }
    try (Session session = context.open()) {
      ForgetPlan plan = session.belay().plan(request(session));
      requireKnown(session, plan);
      if (!context.output().json()) {
        print(context, plan);
      }
      List<SnapshotSummary> removed = plan.removed();
      if (dryRun || removed.isEmpty()) {
        plan.refusals().forEach(context.output()::warning);
        tell(context, plan, dryRun ? "planned" : "nothing", List.of());
        return Exit.OK;
      }
      if (plan.refusals().isEmpty() || allowMassRemoval) {
        confirm(context);
      }
      tell(context, plan, "removed", session.belay().forget(plan, allowMassRemoval));
    }
    return Exit.OK;
  }

  private ForgetRequest request(Session session) {
    try {
      return new ForgetRequest(
          Optional.ofNullable(database).map(d -> ListCommand.name(session, d)),
          Optional.ofNullable(type),
          keep.policy(),
          Grouping.parse(groupBy));
    } catch (IllegalArgumentException e) {
      throw new BelayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), "", e);
    }
  }

  /** A mistyped name would keep every snapshot, night after night, and say that all is well. */
  private void requireKnown(Session session, ForgetPlan plan) {
    if (database != null && plan.groups().isEmpty() && !session.knows(database)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no snapshot of " + database + (type == null ? "" : " of type " + type),
          "belay list shows those that are there");
    }
  }

  private void confirm(Context context) {
    if (yes) {
      return;
    }
    if (!context.shell().interactive()) {
      throw new BelayException(
          ErrorCode.NOT_CONFIRMED,
          "not confirmed, nothing was removed: there is no terminal to ask on",
          "--yes removes without a question");
    }
    new Confirmation(context).wantTyped(List.of(WORD));
  }

  private static void print(Context context, ForgetPlan plan) {
    Output output = context.output();
    for (ForgetPlan.Group group : plan.groups()) {
      output.line(output.style().bold(title(group)));
      Columns columns =
          new Columns().left("").left("id").left("time").left("type").left("why it is kept");
      for (ForgetPlan.Item item : group.items()) {
        SnapshotSummary s = item.snapshot();
        columns.row(
            List.of(
                new Columns.Cell(
                    item.keep() ? "keep" : "remove",
                    item.keep() ? output.style()::green : output.style()::red),
                Columns.Cell.of(Human.id(s.snapshot())),
                Columns.Cell.of(context.shell().times().time(s.time())),
                Columns.Cell.of(Printable.clean(s.type())),
                Columns.Cell.of(Printable.clean(String.join("; ", item.reasons())))));
      }
      output.lines(columns);
      output.gap();
    }
  }

  private static String title(ForgetPlan.Group group) {
    StringBuilder title = new StringBuilder("snapshots");
    group.type().ifPresent(t -> title.append(" of type ").append(Printable.clean(t)));
    if (!group.paths().isEmpty()) {
      title.append(" of ").append(Printable.clean(String.join(", ", group.paths()).substring(1)));
    }
    if (!group.host().isEmpty()) {
      title.append(" taken on ").append(Printable.clean(group.host()));
    }
    if (!group.tags().isEmpty()) {
      title.append(" with ").append(Printable.clean(String.join(", ", group.tags())));
    }
    return title.toString();
  }

  private static void tell(Context context, ForgetPlan plan, String outcome, List<String> removed) {
    Output output = context.output();
    if (output.json()) {
      output.document(RetentionShapes.Forget.of(plan, outcome, removed));
      return;
    }
    String kept = Human.count(plan.kept(), "snapshot") + " kept";
    if (outcome.equals("removed")) {
      output.line(kept + ", " + Human.count(removed.size()) + " removed for good in 7 days");
      output.next(
          "take one back", "belay undelete " + Human.id(removed.isEmpty() ? "ID" : removed.get(0)));
      output.next("free what is not needed any more", "belay prune");
    } else if (outcome.equals("planned") && !plan.removed().isEmpty()) {
      output.line(
          kept + ", " + Human.count(plan.removed().size()) + " would go; nothing was removed");
    } else {
      output.line(kept + ", nothing to remove");
    }
  }
}
