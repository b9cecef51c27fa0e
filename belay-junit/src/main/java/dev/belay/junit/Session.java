package dev.belay.junit;

import dev.belay.BackupRequest;
import dev.belay.Baseline;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * One database of a test run, with a baseline for each class around the test that is running.
 * Nobody but one test at a time. For any thread.
 */
final class Session {
  private final String key;
  private final String reference;
  private final PrivateRepository repository = new PrivateRepository();
  private final Deque<Level> levels = new ArrayDeque<>();
  private @Nullable Kept kept;
  private String running = "";
  private String runningName = "";

  Session(String key, String reference) {
    this.key = key;
    this.reference = reference;
  }

  /**
   * A baseline with what it covers. Several levels have the same one if nothing was changed between
   * them.
   */
  private record Kept(Baseline baseline, List<String> tables, Duration patience) {}

  /** A class. */
  private static final class Level {
    private final String id;
    private final @Nullable Kept before;
    private @Nullable Kept tests;

    Level(String id, @Nullable Kept before) {
      this.id = id;
      this.before = before;
    }
  }

  String key() {
    return key;
  }

  synchronized void enterClass(String id, List<String> tables, Duration patience) {
    Level outer = levels.peek();
    if (outer != null && !id.startsWith(outer.id)) {
      throw refused(outer.id);
    }
    levels.push(new Level(id, takenIfThere(tables, patience)));
  }

  /** What @BeforeAll makes first is not there yet. */
  private @Nullable Kept takenIfThere(List<String> tables, Duration patience) {
    try {
      return taken(tables, patience);
    } catch (BelayException e) {
      if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.REFUSED) {
        return null;
      }
      throw e;
    }
  }

  synchronized void enterTest(String id, String name, List<String> tables, Duration patience) {
    if (!running.isEmpty()) {
      throw refused(runningName);
    }
    Level level = levels.peek();
    if (level != null && !id.startsWith(level.id)) {
      throw refused(level.id);
    }
    if (level == null) {
      taken(tables, patience);
    } else if (level.tests == null || !level.tests.tables().equals(tables)) {
      level.tests = taken(tables, patience);
    }
    running = id;
    runningName = name;
  }

  synchronized boolean in(String id) {
    return running.equals(id);
  }

  synchronized void leaveTest() {
    running = "";
  }

  private ExtensionConfigurationException refused(String other) {
    return new ExtensionConfigurationException(
        "%s is in use by %s: tests that share a database can't run at the same time (put @BelayDatabase, or @ResourceLock with one name, on both classes)"
            .formatted(key, other));
  }

  /** The last baseline if the database still is as that one has it, else a new one. */
  private Kept taken(List<String> tables, Duration patience) {
    Kept last = kept;
    if (last != null
        && last.tables().equals(tables)
        && last.patience().equals(patience)
        && last.baseline().unchanged()) {
      return last;
    }
    BackupRequest request =
        BackupRequest.of(reference).withTables(tables.toArray(String[]::new)).ofType("test");
    Baseline baseline = repository.belay().baseline(request, patience, Progress.NONE);
    Kept made = new Kept(baseline, tables, patience);
    kept = made;
    closeUnless(last, made);
    return made;
  }

  synchronized void leaveClass(String id) {
    Level level = levels.peek();
    if (level == null || !level.id.equals(id)) {
      // The class was refused before it began.
      return;
    }
    levels.pop();
    Kept before = level.before;
    Kept tests = level.tests;
    try {
      if (before != null && !before.equals(tests)) {
        putBackRows(before.baseline());
        kept = before;
      }
    } finally {
      closeUnless(tests, kept);
      closeUnless(before, kept);
    }
  }

  /** A class that changes the structure for its tests leaves it so. */
  private static void putBackRows(Baseline baseline) {
    try {
      baseline.reset(Progress.NONE);
    } catch (BelayException e) {
      if (e.code() != ErrorCode.SCHEMA_MISMATCH) {
        throw e;
      }
    }
  }

  /** A baseline keeps a connection, so none stays that nobody needs. */
  private void closeUnless(@Nullable Kept old, @Nullable Kept current) {
    if (old == null || old.equals(current)) {
      return;
    }
    if (levels.stream().noneMatch(l -> old.equals(l.before) || old.equals(l.tests))) {
      old.baseline().close();
    }
  }

  synchronized void reset() {
    current().reset(Progress.NONE);
  }

  synchronized Changes changes() {
    List<RowChange> rows = new ArrayList<>();
    DiffResult diff = current().changes(Optional.of(rows::add), Progress.NONE);
    return new Changes(diff, rows);
  }

  private Baseline current() {
    Level level = levels.peek();
    Kept tests = level == null ? kept : level.tests;
    if (tests == null) {
      throw new IllegalStateException("no test that uses this database is running");
    }
    return tests.baseline();
  }

  synchronized void close() {
    Kept last = kept;
    kept = null;
    if (last != null) {
      last.baseline().close();
    }
    repository.close();
  }
}
