package dev.belay.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Where a format writes to. Either the one or the other is used, once. */
public interface Destination {
  /** Takes the bytes in order. The format flushes it and does not close it. */
  OutputStream stream() throws IOException;

  /**
   * The name of a file that is not there yet, in a directory of its own, for the format to make.
   */
  Path file() throws IOException;
}
