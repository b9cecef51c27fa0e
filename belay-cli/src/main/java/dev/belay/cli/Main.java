package dev.belay.cli;

import dev.belay.Belay;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program {@code belay}. */
public final class Main {
  /**
   * Set by the launcher, which can ask the system: the numbers of the standard streams that are
   * terminals; without it nobody is asked anything.
   */
  private static final String TERMINALS = "belay.terminals";

  private static final String COLUMNS = "belay.columns";

  /** What the driver would log beside the error that is told; kept, or its level would be lost. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    DRIVER.setLevel(Level.OFF);
    System.setProperty(Belay.OWN_PROCESS, "true");
    Shell shell = process();
    Interrupts interrupts = new Interrupts();
    interrupts.watchProcess(shell.err());
    int exit = run(shell, interrupts, args);
    interrupts.ended(exit);
    System.exit(exit);
  }

  /** Runs one command in {@code shell}; gives its exit code. */
  static int run(Shell shell, Interrupts interrupts, String... args) {
    try {
      return new Program(shell, interrupts, args).run();
    } finally {
      shell.out().flush();
      shell.err().flush();
    }
  }

  private static Shell process() {
    String terminals = System.getProperty(TERMINALS, "");
    return new Shell(
        System.getenv(),
        Path.of("").toAbsolutePath(),
        System.in,
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        new Shell.Terminals(
            terminals.contains("0"), terminals.contains("1"), terminals.contains("2")),
        Integer.getInteger(COLUMNS, 0),
        Times.system());
  }

  /**
   * UTF-8 whatever the locale says: names and values of a database are not the locale's to spoil.
   */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 8192),
        descriptor == FileDescriptor.err,
        StandardCharsets.UTF_8);
  }
}
