package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Asks a person for a line, before anything was done. */
final class Question {
  private static final int LONGEST_ANSWER = 1000;

  private final Context context;

  Question(Context context) {
    this.context = context;
  }

  /** The answer; empty at the end of input. INTERRUPTED after Ctrl+C. */
  String ask(String text) {
    context.interrupts().asking(true);
    try {
      context.output().question(text);
      String answer = line();
      if (context.interrupts().requested()) {
        throw new BelayException(
            ErrorCode.INTERRUPTED,
            "interrupted, nothing was changed",
            "give the command again when you like");
      }
      return answer;
    } finally {
      context.interrupts().asking(false);
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
