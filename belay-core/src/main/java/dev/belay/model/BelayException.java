package dev.belay.model;

import org.jspecify.annotations.Nullable;

/**
 * The one exception that Belay's operations throw. The message says what failed, on which object,
 * and what was observed against what was expected, in one line; the hint says what to do next (a
 * command where there is one). Neither ever holds a secret.
 */
public final class BelayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String hint;

  public BelayException(ErrorCode code, String message, String hint) {
    this(code, message, hint, null);
  }

  public BelayException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
  }

  /** The stable name of what went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** What to do next, one line; empty where nothing can be said. */
  public String hint() {
    return hint;
  }
}
