package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.PlannedFiles;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunResult;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way of every destructive command: plan, show, ask for exact words, apply just that, tell what
 * was done.
 */
final class RunFlow {
  private final Context context;
  private final Session session;
  private final RunOptions options;
  private final List<String> words;

  /** The warnings that were read before the question. */
  private final Set<String> shown = new HashSet<>();

  /**
   * @param words what is to be typed, one after the other
   */
  RunFlow(Context context, Session session, RunOptions options, String... words) {
    this.context = context;
    this.session = session;
    this.options = options;
    this.words = List.of(words);
  }

  int go(Work work) {
    boolean direct = options.yes || options.plan != null;
    checkOptions(direct);
    if (options.dryRun) {
      return preview(work);
    }
    // What is asked for has to be there before it matters that nobody can be asked.
    String database = work.database();
    requireAnswer(direct);
    session.needSettled(database);
    RunResult result = direct ? direct(work) : asked(work);
    session.quietProgress();
    report(result, direct);
    return Exit.OK;
  }

  private void checkOptions(boolean direct) {
    if ((options.dryRun && direct) || (options.yes && options.plan != null)) {
      throw new BelayException(
          ErrorCode.USAGE, "--dry-run, --plan and --yes exclude each other", "give one of them");
    }
  }

  private void requireAnswer(boolean direct) {
    if (!direct && !context.shell().interactive()) {
      throw new BelayException(
          ErrorCode.NOT_CONFIRMED,
          "not confirmed, nothing was changed: there is no terminal to ask on",
          "--yes plans and applies at once; or --dry-run --json gives a plan id, which --plan ID"
              + " applies");
    }
  }

  private int preview(Work work) {
    long begun = System.nanoTime();
    Plan plan = work.plan();
    session.quietProgress();
    Output output = context.output();
    if (output.json()) {
      output.document(RunShapes.Run.planned(plan, (System.nanoTime() - begun) / 1e9));
    } else if (plan.empty()) {
      alreadyEqual(plan);
    } else {
      new PlanPrinter(output.style(), output::line).preview(plan);
      output.gap();
      output.line("Nothing was changed.");
      output.next("apply just this", typed() + " --plan " + plan.id());
    }
    return Exit.OK;
  }

  /** The command as it was typed, but for wanting only the plan. */
  private String typed() {
    StringBuilder typed = new StringBuilder("belay");
    for (String word : context.words()) {
      if (!word.equals("--dry-run")) {
        typed.append(' ').append(Printable.quoted(word));
      }
    }
    return typed.toString();
  }

  private RunResult direct(Work work) {
    String database = work.database();
    if (session.isProtected(database)) {
      if (options.confirm == null && context.shell().interactive()) {
        new Confirmation(context).wantTyped(List.of(database));
      } else {
        checkName(database);
      }
    }
    return work.run(Optional.ofNullable(options.plan), false);
  }

  private RunResult asked(Work work) {
    Plan plan = work.plan();
    session.quietProgress();
    if (plan.empty()) {
      return new RunResult(plan, Optional.empty(), RunOutcome.PLANNED, Optional.empty(), 0);
    }
    Confirmation confirmation = new Confirmation(context);
    confirmation.show(plan);
    shown.addAll(plan.warnings());
    boolean overwrite = plan.overwritesChanges();
    confirmation.wantTyped(overwrite ? List.of("REPLACE") : words);
    if (session.isProtected(plan.database())) {
      if (options.confirm == null) {
        confirmation.wantTyped(List.of(plan.database()));
      } else {
        checkName(plan.database());
      }
    }
    return work.run(Optional.of(plan.id()), overwrite);
  }

  private void checkName(String database) {
    if (!database.equals(options.confirm)) {
      throw new BelayException(
          ErrorCode.PROTECTED,
          "the database %s is protected%s; nothing was changed"
              .formatted(
                  database,
                  options.confirm == null ? "" : ", and " + options.confirm + " is not its name"),
          "--confirm " + database + " says that it is meant");
    }
  }

  private void report(RunResult result, boolean tables) {
    Output output = context.output();
    if (output.json()) {
      output.document(RunShapes.Run.of(result));
      return;
    }
    Plan plan = result.plan();
    if (plan.empty()) {
      alreadyEqual(plan);
      return;
    }
    PlanPrinter printer = new PlanPrinter(output.style(), output::line);
    if (tables) {
      printer.details(plan);
      output.gap();
    } else if (!plan.statistics().isEmpty()) {
      printer.statistics(plan.statistics());
      output.gap();
    }
    if (!tables) {
      plan.warnings().stream().filter(w -> !shown.contains(w)).forEach(output::warning);
    }
    if (plan.moves().isEmpty()) {
      changed(result);
    } else {
      output.line(
          "%s: the files of %s were replaced whole in %s, and the ones that were there are kept"
              .formatted(
                  output.style().green(Shapes.lower(result.outcome())),
                  Printable.clean(plan.database()),
                  Human.seconds(result.seconds())));
    }
    result.run().ifPresent(run -> output.next("take it back", "belay undo " + Human.id(run)));
  }

  private void changed(RunResult result) {
    Output output = context.output();
    Plan plan = result.plan();
    long changed =
        plan.tables().stream().mapToLong(t -> t.insert() + t.update() + t.delete()).sum();
    long files = plan.files().stream().mapToLong(PlannedFiles::files).sum();
    long directories = plan.files().stream().mapToLong(PlannedFiles::directories).sum();
    output.line(
        "%s: %s of %s%s changed in %s, every one read back and verified"
            .formatted(
                output.style().green(Shapes.lower(result.outcome())),
                Human.count(changed, "row"),
                Printable.clean(plan.database()),
                files > 0
                    ? " and " + Human.count(files, "file")
                    : directories > 0 ? " and " + directories(directories) : "",
                Human.seconds(result.seconds())));
    result
        .safety()
        .ifPresent(s -> output.line("What was there before is in safety snapshot " + Human.id(s)));
  }

  private static String directories(long count) {
    return count == 1 ? "1 directory" : Human.count(count) + " directories";
  }

  /** What is left as it is makes no plan, but has to be told. */
  private void alreadyEqual(Plan plan) {
    plan.warnings().forEach(context.output()::warning);
    context.output().line(Printable.clean(plan.database()) + " is already equal, nothing to do");
    new PlanPrinter(context.output().style(), context.output()::line).drift(plan.drift());
  }
}
