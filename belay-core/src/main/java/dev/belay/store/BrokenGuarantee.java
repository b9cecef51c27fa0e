package dev.belay.store;

/** A store does not keep what every store guarantees. */
public final class BrokenGuarantee extends Exception {
  private static final long serialVersionUID = 1;

  BrokenGuarantee(String message) {
    super(message);
  }

  BrokenGuarantee(String message, Throwable cause) {
    super(message, cause);
  }
}
