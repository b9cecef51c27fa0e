package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.InvalidPathException;

/** Where a person wants a file. */
final class OutputPath {
  /** Standard output. */
  static final String STANDARD = "-";

  private OutputPath() {}

  /** The path from the shell's directory; a slash at its end stays, for it says directory. */
  static String of(Context context, String output) {
    if (output.equals(STANDARD)) {
      if (context.output().json()) {
        throw new BelayException(
            ErrorCode.USAGE,
            "--json and --output - both want standard output",
            "give a file with --output");
      }
      return output;
    }
    try {
      String path = context.shell().directory().resolve(output).toString();
      return output.endsWith("/") ? path + "/" : path;
    } catch (InvalidPathException e) {
      throw new BelayException(ErrorCode.USAGE, "not a path: " + output, "", e);
    }
  }
}
