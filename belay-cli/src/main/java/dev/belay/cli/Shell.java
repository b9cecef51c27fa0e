package dev.belay.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What surrounds a command: everything that it may see of its process.
 *
 * @param environment the environment variables
 * @param directory what relative names start from
 * @param in standard input
 * @param out standard output, buffered
 * @param err standard error
 * @param terminals which of the three is a terminal
 * @param columns how wide the terminal is; 0 where nobody knows
 * @param times tells the time and how times are shown
 */
record Shell(
    Map<String, String> environment,
    Path directory,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Terminals terminals,
    int columns,
    Times times) {
  Shell {
    environment = Map.copyOf(environment);
  }

  /** Which standard stream is a terminal. */
  record Terminals(boolean in, boolean out, boolean err) {
    static final Terminals NONE = new Terminals(false, false, false);
    static final Terminals ALL = new Terminals(true, true, true);
  }

  /** The variable's value; empty where it is not set. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** Whether a person can be asked something and answer. */
  boolean interactive() {
    return terminals.in() && terminals.err();
  }
}
