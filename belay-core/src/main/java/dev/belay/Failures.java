package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.rows.BadValue;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The one place where what the lower layers throw becomes what the API throws. */
final class Failures {
  private Failures() {}

  /** Work that may fail with an IOException. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  static <T> T translated(String what, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw failed(what, e);
    } catch (UncheckedIOException e) {
      throw failed(what, e.getCause() == null ? e : e.getCause());
    } catch (BadValue e) {
      throw new BelayException(
          ErrorCode.DAMAGED,
          "can't " + what + ": a stored value is damaged: " + e.getMessage(),
          "run 'belay check --read-data'",
          e);
    } catch (OutOfMemoryError e) {
      throw failed(what, e);
    }
  }

  private static BelayException failed(String what, Throwable cause) {
    if (cause.getCause() instanceof BelayException known) {
      return known;
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new BelayException(
        ErrorCode.FAILED, "can't " + what + ": " + message, "nothing was changed", cause);
  }
}
