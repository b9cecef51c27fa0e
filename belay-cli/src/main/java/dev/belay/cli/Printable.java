package dev.belay.cli;

/** Text from outside on one line of a terminal: made harmless, measured, cut. */
final class Printable {
  /** Characters that take two columns: first and last of each range. */
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x2e80, 0xa4cf, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff00, 0xff60,
    0x1f300, 0x1faff, 0x20000, 0x3fffd
  };

  private Printable() {}

  /**
   * The text with everything that could move the cursor, colour or reorder the line shown as its
   * code.
   */
  static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (dangerous(text.charAt(i))) {
        return escaped(text);
      }
    }
    return text;
  }

  /** A word as a shell takes it. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+")
        ? word
        : "'" + clean(word).replace("'", "'\\''") + "'";
  }

  /** At most {@code width} columns of text, the cut shown by an ellipsis. */
  static String cut(String text, int width) {
    if (width < 1 || width(text) <= width) {
      return text;
    }
    int end = 0;
    int used = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      if (used + width(point) > width - 1) {
        break;
      }
      used += width(point);
      end += Character.charCount(point);
    }
    return text.substring(0, end) + "…";
  }

  /** How many columns the text takes on a terminal. */
  static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      width += width(text.codePointAt(i));
    }
    return width;
  }

  private static int width(int point) {
    if (point < 0x300) {
      return 1;
    }
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    for (int i = 0; i < WIDE.length; i += 2) {
      if (point >= WIDE[i] && point <= WIDE[i + 1]) {
        return 2;
      }
    }
    return 1;
  }

  private static boolean dangerous(char c) {
    boolean control = c < ' ' || (c >= 0x7f && c < 0xa0);
    boolean reorders = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return control || reorders;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> escaped.append("\\n");
        case '\t' -> escaped.append("\\t");
        case '\r' -> escaped.append("\\r");
        default -> {
          if (dangerous(c)) {
            String hex = Integer.toHexString(c);
            escaped.append(c < 0x100 ? "\\x" : "\\u").append(c < 0x10 ? "0" : "").append(hex);
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }
}
