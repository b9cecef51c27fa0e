package dev.belay.export;

import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Where an export goes.
 *
 * @param format the format's name; empty for what the place's name tells
 * @param place a file, a directory (with a slash at the end, or one that is there), or {@code -}
 * @param standard standard output
 * @param overwrite whether files may be replaced
 * @param formulaGuard see {@link Format.Options}
 */
public record Output(
    String format, String place, OutputStream standard, boolean overwrite, boolean formulaGuard) {
  /** Into a directory, where nothing is replaced. */
  public static Output into(Path directory, String format) {
    return new Output(format, directory + "/", OutputStream.nullOutputStream(), false, false);
  }
}
