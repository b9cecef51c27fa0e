package dev.belay.cli;

import dev.belay.model.Progress;
import dev.belay.model.TableName;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Shows how far the work is: on a terminal one line that is written over, elsewhere a line every
 * few seconds. Written by whichever thread finds that it is time, so no thread of its own outlives
 * the work. For any thread.
 */
final class ProgressLine implements Progress {
  private static final long TERMINAL_PERIOD = 100_000_000L;
  private static final long PLAIN_PERIOD = 5_000_000_000L;

  /** Nothing is shown of work that is done sooner. */
  private static final long FIRST = 300_000_000L;

  private final Interrupts interrupts;
  private final PrintStream err;
  private final int columns;
  private final boolean shown;
  private final boolean terminal;
  private final LongAdder rows = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final AtomicLong due;

  // Guarded by this.
  private final Set<TableName> tables = new HashSet<>();
  private String phase = "";
  private String table = "";
  private long expected;
  private boolean expectedKnown = true;
  private long begun = System.nanoTime();
  private boolean onScreen;

  ProgressLine(Context context) {
    Shell shell = context.shell();
    this.interrupts = context.interrupts();
    this.err = shell.err();
    this.columns = shell.columns() == 0 ? 80 : shell.columns();
    this.terminal = shell.terminals().err() && !shell.variable("TERM").equals("dumb");
    GlobalOptions options = context.options();
    this.shown = !options.quiet && !options.noProgress && (terminal || !options.json);
    this.due = new AtomicLong(begun + (terminal ? FIRST : PLAIN_PERIOD));
  }

  @Override
  public synchronized void phase(String name) {
    phase = name;
    table = "";
    tables.clear();
    expected = 0;
    expectedKnown = true;
    rows.reset();
    bytes.reset();
    begun = System.nanoTime();
    show(false);
  }

  @Override
  public synchronized void table(TableName name, long expectedBytes) {
    table = name.toString();
    if (tables.add(name)) {
      expectedKnown &= expectedBytes >= 0;
      expected += Math.max(0, expectedBytes);
    }
    show(false);
  }

  @Override
  public void advance(TableName name, long moreRows, long moreBytes) {
    rows.add(moreRows);
    bytes.add(moreBytes);
    show(true);
  }

  @Override
  public boolean cancelled() {
    return interrupts.requested();
  }

  /** Takes the line off the screen. */
  synchronized void clear() {
    if (onScreen) {
      err.print("\r\u001b[K");
      err.flush();
      onScreen = false;
    }
  }

  private void show(boolean moved) {
    if (!shown) {
      return;
    }
    long now = System.nanoTime();
    long at = due.get();
    long period = terminal ? TERMINAL_PERIOD : PLAIN_PERIOD;
    if (now - at < 0 || (!moved && !onScreen) || !due.compareAndSet(at, now + period)) {
      return;
    }
    write(now);
  }

  private synchronized void write(long now) {
    String line = line(Math.max(1, now - begun) / 1e9);
    if (terminal) {
      err.print("\r" + Printable.cut(line, columns - 1) + "\u001b[K");
      onScreen = true;
    } else {
      err.println("belay: " + line);
    }
    err.flush();
  }

  private String line(double seconds) {
    long done = bytes.sum();
    StringBuilder line = new StringBuilder(phase.isEmpty() ? "working" : Printable.clean(phase));
    if (!table.isEmpty()) {
      line.append(' ').append(Printable.clean(table));
    }
    line.append("  ").append(Human.count(rows.sum(), "row"));
    if (done > 0) {
      line.append("  ").append(Human.bytes((long) (done / seconds))).append("/s");
    }
    if (expectedKnown && expected > done && done > 0) {
      line.append("  ").append(done * 100 / expected).append(" %");
      double left = (expected - done) / (done / seconds);
      if (seconds > 1) {
        line.append("  ").append(left < 1 ? "1 s" : round(left)).append(" left");
      }
    }
    return line.toString();
  }

  private static String round(double seconds) {
    return seconds < 99.5 ? Math.round(seconds) + " s" : Human.seconds(seconds);
  }
}
