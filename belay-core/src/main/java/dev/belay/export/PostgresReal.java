package dev.belay.export;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import com.fasterxml.jackson.core.io.schubfach.FloatToDecimal;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Floating point numbers as PostgreSQL writes them with {@code extra_float_digits = 1}: the
 * shortest digits that read back, with an exponent of at least two digits outside of 1e-4 to 1e15
 * (1e6 for {@code real}).
 */
final class PostgresReal {
  private static final int DOUBLE_DIGITS = 15;
  private static final int FLOAT_DIGITS = 6;

  /** How the server writes numbers, so that what it wrote is taken as it is. */
  private static final Pattern WRITTEN =
      Pattern.compile(
          "-?(0|[1-9][0-9]*|(0|[1-9][0-9]*)\\.[0-9]*[1-9]|[1-9](\\.[0-9]*[1-9])?e[+-][0-9]{2,3})");

  private PostgresReal() {}

  /** Text of a {@code double precision}; what is no number stays as it is. */
  static String ofDouble(String text) {
    try {
      double value = Double.parseDouble(text.strip());
      return Double.isNaN(value) || Double.isInfinite(value)
          ? special(text, value)
          : shorter(text, format(DoubleToDecimal.toString(value), DOUBLE_DIGITS));
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** Text of a {@code real}; what is no number stays as it is. */
  static String ofFloat(String text) {
    try {
      float value = Float.parseFloat(text.strip());
      return Float.isNaN(value) || Float.isInfinite(value)
          ? special(text, value)
          : shorter(text, format(FloatToDecimal.toString(value), FLOAT_DIGITS));
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** A number that is too large stays as it is, for the server to refuse. */
  private static String special(String text, double value) {
    boolean written = text.endsWith("y") || text.endsWith("N");
    return written ? String.valueOf(value) : text;
  }

  /**
   * Java writes at least two digits, and so the smallest number of all otherwise than the server.
   */
  private static String shorter(String given, String computed) {
    return given.length() <= computed.length() && WRITTEN.matcher(given).matches()
        ? given
        : computed;
  }

  private static String format(String number, int digits) {
    boolean negative = number.startsWith("-");
    BigDecimal exact = new BigDecimal(number).abs().stripTrailingZeros();
    String text = exact.signum() == 0 ? "0" : nonZero(exact, digits);
    return negative ? "-" + text : text;
  }

  private static String nonZero(BigDecimal exact, int digits) {
    String significant = exact.unscaledValue().toString();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < digits) {
      return exact.toPlainString();
    }
    String mantissa =
        significant.length() == 1
            ? significant
            : significant.charAt(0) + "." + significant.substring(1);
    return mantissa + (exponent < 0 ? "e-" : "e+") + "%02d".formatted(Math.abs(exponent));
  }
}
