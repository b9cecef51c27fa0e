package dev.belay.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl+C and its like: asks the work to end, and holds the process back until it has put everything
 * as it was. Each promise holds without this too (a killed run is settled by the next command); it
 * only makes the end tidy. For any thread.
 */
final class Interrupts {
  private static final int PATIENCE_SECONDS = 60;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean requested;
  private volatile boolean asking;
  private volatile int exit = Exit.INTERRUPTED;

  /** Whether the work should end. */
  boolean requested() {
    return requested;
  }

  /** Asks the work to end. */
  void request() {
    requested = true;
  }

  /** A question is put to the person: nothing is under way that would have to be waited for. */
  void asking(boolean now) {
    asking = now;
  }

  /** From now on the end of the process waits for {@link #ended}. */
  void watchProcess(PrintStream err) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(err), "interrupt"));
  }

  /** The work has ended, by itself or because it was asked to. */
  void ended(int exitCode) {
    exit = exitCode;
    ended.countDown();
  }

  private void stop(PrintStream err) {
    if (ended.getCount() == 0) {
      return;
    }
    requested = true;
    if (asking) {
      err.println();
      err.println("belay: interrupted, nothing was changed");
      err.println("  → give the command again when you like");
      return;
    }
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        err.println("belay: still busy, ended hard; the next command says how the database is");
      } else if (exit != Exit.INTERRUPTED) {
        // It was too late to stop: the work is done, and the process's end should say so.
        Runtime.getRuntime().halt(exit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
