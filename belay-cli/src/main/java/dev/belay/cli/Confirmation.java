package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Asks a person for exact words. Only the words count: anything else, or nothing, means no. */
final class Confirmation {
  private static final int LONGEST_ANSWER = 1000;

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
      context.interrupts().asking(true);
      try {
        context
            .output()
            .question("Type " + Printable.clean(word) + " to go on, anything else to stop: ");
        String answer = line();
        if (context.interrupts().requested()) {
          throw new BelayException(ErrorCode.INTERRUPTED, "interrupted, nothing was changed", "");
        }
        if (!word.equals(answer)) {
          throw new BelayException(
              ErrorCode.NOT_CONFIRMED, "not confirmed, nothing was changed", "");
        }
      } finally {
        context.interrupts().asking(false);
      }
    }
  }

  /**
   * A line without its end, read no further than that: what follows belongs to the next question.
   */
  private String line() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      int b = context.shell().in().read();
      while (b >= 0 && b != '\n' && bytes.size() < LONGEST_ANSWER) {
        bytes.write(b);
        b = context.shell().in().read();
      }
      if (b < 0) {
        // The end of input leaves the cursor behind the question.
        context.output().question(System.lineSeparator());
        return "";
      }
    } catch (IOException e) {
      return "";
    }
    String line = bytes.toString(StandardCharsets.UTF_8);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
