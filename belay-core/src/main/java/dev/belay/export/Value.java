package dev.belay.export;

/**
 * One value of a row, apart from any engine's way of writing it. Numbers are kept as text, so that
 * none loses a digit.
 */
public sealed interface Value {
  /** NULL. */
  Value NULL = new Null();

  /** NULL. */
  record Null() implements Value {}

  /** A truth value. */
  record Flag(boolean value) implements Value {}

  /**
   * An integer.
   *
   * @param digits decimal digits, perhaps with a {@code -} before them
   */
  record Whole(String digits) implements Value {}

  /**
   * A binary floating point number.
   *
   * @param text a decimal number that reads back as it, or {@code NaN}, {@code Infinity}, {@code
   *     -Infinity}
   */
  record Real(String text) implements Value {
    /** Whether it is a number, which NaN and the infinities are not. */
    public boolean finite() {
      return !text.endsWith("y") && !text.equals("NaN");
    }
  }

  /**
   * An exact decimal number with its scale.
   *
   * @param text as the engine writes it; may be {@code NaN} or an infinity
   */
  record Decimal(String text) implements Value {}

  /** Text, or a value of any other type as its engine writes it. */
  record Text(String text) implements Value {}

  /** Bytes. */
  record Bytes(byte[] bytes) implements Value {}

  /** Text whose bytes are not valid UTF-8. */
  record BrokenText(byte[] bytes) implements Value {}
}
