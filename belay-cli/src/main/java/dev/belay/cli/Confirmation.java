package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import java.util.List;
import java.util.function.Consumer;

/** Asks a person for exact words. Only the words count: anything else, or nothing, means no. */
final class Confirmation {
  private final Context context;

  Confirmation(Context context) {
    this.context = context;
  }

  /** Shows what is asked about, where the question will be seen. */
  void show(Plan plan) {
    Output output = context.output();
    Shell shell = context.shell();
    boolean outSeen = shell.terminals().out();
    Consumer<String> line = outSeen ? output::line : shell.err()::println;
    Style style = outSeen ? output.style() : Style.of(shell, shell.terminals().err());
    new PlanPrinter(style, line).preview(plan);
    line.accept("");
  }

  /** Wants each word typed; NOT_CONFIRMED where one is not. */
  void wantTyped(List<String> words) {
    for (String word : words) {
      String answer =
          new Question(context)
              .ask("Type " + Printable.clean(word) + " to go on, anything else to stop: ");
      if (!word.equals(answer)) {
        throw new BelayException(ErrorCode.NOT_CONFIRMED, "not confirmed, nothing was changed", "");
      }
    }
  }
}
