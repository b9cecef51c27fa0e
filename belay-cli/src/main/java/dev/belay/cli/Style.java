package dev.belay.cli;

/**
 * Colours, where they are wanted.
 *
 * @param colours whether anything is coloured at all
 */
record Style(boolean colours) {
  /** Colours on a terminal that knows them, unless the person does not want any. */
  static Style of(Shell shell, boolean terminal) {
    return new Style(
        terminal && shell.variable("NO_COLOR").isEmpty() && !shell.variable("TERM").equals("dumb"));
  }

  String bold(String text) {
    return in("1", text);
  }

  String dim(String text) {
    return in("2", text);
  }

  String red(String text) {
    return in("31", text);
  }

  String green(String text) {
    return in("32", text);
  }

  String yellow(String text) {
    return in("33", text);
  }

  /** Dark on light, whatever the terminal's own colours are. */
  String paper(String text) {
    return in("30;107", text);
  }

  private String in(String code, String text) {
    return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
