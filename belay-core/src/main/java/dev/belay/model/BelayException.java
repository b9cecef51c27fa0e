package dev.belay.model;

import java.util.List;
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
  private final transient List<String> about;

  public BelayException(ErrorCode code, String message, String hint) {
    this(code, message, hint, null);
  }

  public BelayException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
    this(code, message, hint, List.of(), cause);
  }

  private BelayException(
      ErrorCode code, String message, String hint, List<String> about, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
    this.about = List.copyOf(about);
  }

  /** The same with the names of what a person would have to decide about. */
  public BelayException about(List<String> names) {
    return new BelayException(code, String.valueOf(getMessage()), hint, names, getCause());
  }

  /** The stable name of what went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** What a person would have to decide about, for a program that can ask; else nothing. */
  public List<String> about() {
    return about == null ? List.of() : about;
  }

  /** What to do next, one line; empty where nothing can be said. */
  public String hint() {
    return hint;
  }
}
