package dev.belay.config;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers all that is wrong with a file, so that a person learns of it at once. */
final class Problems {
  private record Problem(int line, String what) {}

  private final Path file;
  private final List<Problem> found = new ArrayList<>();

  Problems(Path file) {
    this.file = file;
  }

  void add(int line, String what) {
    found.add(new Problem(line, what));
  }

  /** Throws USAGE with every problem, in the order of the lines, where there is any. */
  void check() {
    if (found.isEmpty()) {
      return;
    }
    found.sort(Comparator.comparingInt(Problem::line));
    StringBuilder message = new StringBuilder(file.toString());
    if (found.size() > 1) {
      message.append(" has ").append(found.size()).append(" problems");
    }
    for (Problem problem : found) {
      message
          .append(found.size() > 1 ? "\n  line " : ", line ")
          .append(problem.line())
          .append(": ")
          .append(problem.what());
    }
    throw new BelayException(
        ErrorCode.USAGE, message.toString(), "mend the file; nothing was done");
  }
}
