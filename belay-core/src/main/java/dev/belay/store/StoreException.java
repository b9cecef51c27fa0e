package dev.belay.store;

import java.io.IOException;
import java.util.Objects;

/** A failure of a store whose kind decides what to do next. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1;

  /** The kinds of failures that have no exception of their own in the JDK. */
  public enum Kind {
    /** The storage refuses: credentials, permissions, an unknown host, a lock on the object. */
    NO_ACCESS,
    /** The same call may succeed in a moment: the network, a timeout, too many requests. */
    TRANSIENT,
    /** The storage can't do this, and trying again won't help. */
    UNABLE
  }

  private final Kind kind;
  private final String hint;

  /**
   * @param hint what a person can do; empty where there is nothing to say
   */
  public StoreException(Kind kind, String message, String hint, Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.kind = kind;
    this.hint = hint;
  }

  public StoreException(Kind kind, String message, String hint) {
    super(Objects.requireNonNull(message));
    this.kind = kind;
    this.hint = hint;
  }

  /** A failure that may be gone in a moment. */
  public static StoreException passing(String message, Throwable cause) {
    return new StoreException(Kind.TRANSIENT, message, "", cause);
  }

  public Kind kind() {
    return kind;
  }

  public String hint() {
    return hint;
  }
}
