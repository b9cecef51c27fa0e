package dev.belay.restore;

import dev.belay.diff.DiffSink;
import dev.belay.engine.Stage;
import dev.belay.model.Mode;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.Optional;

/**
 * Counts and adds up what a mode lets a diff do to one table, and stages it. The sums are over the
 * compared columns, so that what the table will be follows from what it is.
 */
final class Tally implements DiffSink {
  private final Mode mode;
  private final Optional<Stage> stage;
  private final TableDigest.Sum kept = new TableDigest.Sum();
  private final TableDigest.Sum removed = new TableDigest.Sum();
  private final TableDigest.Sum added = new TableDigest.Sum();
  private long insert;
  private long update;
  private long delete;

  Tally(Mode mode, Optional<Stage> stage) {
    this.mode = mode;
    this.stage = stage;
  }

  @Override
  public void insert(byte[] aim, int from, int to) throws IOException {
    insert++;
    added.addLine(aim, from, to);
    if (stage.isPresent()) {
      stage.get().insert(aim, from, to);
    }
  }

  @Override
  public void update(byte[] aim, int from, int to, byte[] live, int liveFrom, int liveTo)
      throws IOException {
    if (!mode.updates()) {
      same(live, liveFrom, liveTo);
      return;
    }
    update++;
    added.addLine(aim, from, to);
    removed.addLine(live, liveFrom, liveTo);
    if (stage.isPresent()) {
      stage.get().update(aim, from, to, live, liveFrom, liveTo);
    }
  }

  @Override
  public void delete(byte[] live, int from, int to) throws IOException {
    if (!mode.deletes()) {
      same(live, from, to);
      return;
    }
    delete++;
    removed.addLine(live, from, to);
    if (stage.isPresent()) {
      stage.get().delete(live, from, to);
    }
  }

  @Override
  public void same(byte[] live, int from, int to) {
    kept.addLine(live, from, to);
  }

  long inserts() {
    return insert;
  }

  long updates() {
    return update;
  }

  long deletes() {
    return delete;
  }

  /** What was there, if every live row came by: the rows that stay and those that go. */
  TableDigest seen() {
    return kept.total().plus(removed.total());
  }

  /** Rows, or versions of rows, that go. */
  TableDigest removed() {
    return removed.total();
  }

  /** Rows, or versions of rows, that come. */
  TableDigest added() {
    return added.total();
  }
}
