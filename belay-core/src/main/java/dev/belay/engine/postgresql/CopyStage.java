package dev.belay.engine.postgresql;

import dev.belay.engine.Stage;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Fills a stage: lines are gathered, and each batch is one COPY on the transaction's connection,
 * which stages of other tables use in between.
 */
final class CopyStage implements Stage {
  private static final int BATCH = 1 << 20;

  private final Session session;
  private final Connector connector;
  private final StageTable stage;
  private final LongConsumer copied;
  private final String copy;
  private byte[] batch = new byte[1 << 16];
  private int length;
  private long before;
  private long rows;

  /**
   * @param freeze whether rows may be written as if they had been there for ever, which spares a
   *     second write of the table later: only where the table was made in this same transaction
   * @param copied told how many rows the server says it took, after each batch
   */
  CopyStage(
      Session session, Connector connector, StageTable stage, boolean freeze, LongConsumer copied) {
    this.session = session;
    this.connector = connector;
    this.stage = stage;
    this.copied = copied;
    this.copy =
        stage.bulk()
            ? "COPY %s (%s) FROM STDIN%s"
                .formatted(
                    stage.table().sql(), stage.names(""), freeze ? " WITH (FREEZE true)" : "")
            : "COPY %s (%s, %s) FROM STDIN".formatted(stage.name(), stage.op(), stage.names(""));
  }

  @Override
  public void insert(byte[] line, int from, int to) throws IOException {
    add('i', line, from, to);
  }

  @Override
  public void update(byte[] line, int from, int to) throws IOException {
    refuseIfBulk();
    stage.changed().any();
    add('u', line, from, to);
  }

  @Override
  public void update(byte[] line, int from, int to, byte[] live, int liveFrom, int liveTo)
      throws IOException {
    refuseIfBulk();
    stage.changed().add(line, from, live, liveFrom);
    add('u', line, from, to);
  }

  @Override
  public void delete(byte[] line, int from, int to) throws IOException {
    refuseIfBulk();
    add('d', line, from, to);
  }

  private void refuseIfBulk() {
    if (stage.bulk()) {
      throw new IllegalStateException("only inserts go into an empty table");
    }
  }

  private void add(char op, byte[] line, int from, int to) throws IOException {
    int size = to - from + 2;
    if (length > 0 && length + size > BATCH) {
      flush();
    }
    if (length + size > batch.length) {
      batch = Arrays.copyOf(batch, Math.max(length + size, Math.min(2 * batch.length, BATCH)));
    }
    if (!stage.bulk()) {
      batch[length++] = (byte) op;
      batch[length++] = '\t';
    }
    System.arraycopy(line, from, batch, length, to - from);
    length += to - from;
    rows++;
  }

  private void flush() throws IOException {
    try {
      copied.accept(
          stage.bulk()
              ? session.withUsersPath(() -> session.copyIn(copy, batch, length))
              : session.copyIn(copy, batch, length));
      length = 0;
      before = rows;
    } catch (SQLException e) {
      IOException failure = connector.failure(e, "writing rows of " + stage.table().name());
      throw Failures.badRow(e, failure, before);
    }
    if (batch.length > BATCH) {
      // A huge row has passed: give its memory back.
      batch = new byte[BATCH];
    }
  }

  @Override
  public void close() throws IOException {
    if (length > 0) {
      flush();
    }
    batch = new byte[0];
  }
}
