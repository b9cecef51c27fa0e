package dev.belay.cli;

import java.io.PrintStream;

/** Where a command says what: its result on standard output, all else on standard error. */
final class Output {
  private final Shell shell;
  private final GlobalOptions options;
  private final Style noteStyle;
  private final Json json;

  Output(Shell shell, GlobalOptions options) {
    this.shell = shell;
    this.options = options;
    this.noteStyle = Style.of(shell, shell.terminals().err());
    this.json = new Json(shell.out());
  }

  boolean json() {
    return options.json;
  }

  /** How the lines of the result are coloured. */
  Style style() {
    return Style.of(shell, options.json ? shell.terminals().err() : shell.terminals().out());
  }

  /**
   * A line of the result. With {@code --json} it is one for a person all the same, and so on
   * standard error.
   */
  void line(String text) {
    results().println(text);
  }

  void lines(Columns columns) {
    columns.print(style(), shell.terminals().out() ? shell.columns() : 0, this::line);
  }

  /** An empty line. */
  void gap() {
    line("");
  }

  /** What to do next: a command. Left out where only the result is wanted. */
  void next(String what, String command) {
    if (!options.quiet) {
      line(style().dim(what + ":") + " " + style().bold(command));
    }
  }

  /** The result as JSON, where that is wanted. */
  void document(Object document) {
    json.document(document);
  }

  /** A row of the result as JSON, ahead of the document that it belongs to. */
  void row(Object row) {
    json.row(row);
  }

  /** Something to know beside the result, on standard error. */
  void note(String text) {
    if (!options.quiet) {
      flushed().println("belay: " + text);
    }
  }

  /** Something that a person should not miss, on standard error. */
  void warning(String text) {
    flushed().println("belay: " + noteStyle.yellow("warning: ") + Printable.clean(text));
  }

  /** An error and what to do about it, on standard error. */
  void error(String message, String hint) {
    PrintStream err = flushed();
    // Only the list of problems of a configuration file has more lines than one.
    String[] lines = message.split("\n", -1);
    err.println("belay: " + noteStyle.red(Printable.clean(lines[0])));
    for (int i = 1; i < lines.length; i++) {
      err.println("  " + Printable.clean(lines[i].strip()));
    }
    if (!hint.isEmpty()) {
      err.println("  → " + Printable.clean(hint));
    }
  }

  /** Puts a question, which the answer follows on the same line. */
  void question(String text) {
    PrintStream err = flushed();
    err.print(text);
    err.flush();
  }

  /** Standard error, with what was said before on standard output already there. */
  private PrintStream flushed() {
    shell.out().flush();
    return shell.err();
  }

  private PrintStream results() {
    return options.json ? shell.err() : shell.out();
  }
}
