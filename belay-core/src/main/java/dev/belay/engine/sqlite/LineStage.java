package dev.belay.engine.sqlite;

import dev.belay.engine.Stage;
import java.io.IOException;
import java.sql.SQLException;

/** Puts lines into a stage, or into the table itself. */
final class LineStage implements Stage {
  private final Staged staged;
  private final Failures failures;
  private final LineInserter inserter;
  private boolean closed;

  LineStage(Staged staged, Failures failures) {
    this.staged = staged;
    this.failures = failures;
    this.inserter = staged.inserter();
  }

  @Override
  public void insert(byte[] line, int from, int to) throws IOException {
    put(Staged.INSERT, line, from, to);
  }

  @Override
  public void update(byte[] line, int from, int to) throws IOException {
    put(Staged.UPDATE, line, from, to);
  }

  @Override
  public void delete(byte[] line, int from, int to) throws IOException {
    put(Staged.DELETE, line, from, to);
  }

  private void put(int op, byte[] line, int from, int to) throws IOException {
    if (staged.isBulk() && op != Staged.INSERT) {
      throw new IllegalStateException("a table that is loaded whole takes inserts only");
    }
    try {
      inserter.add(op, line, from, to);
    } catch (SQLException e) {
      throw failures.of(e, "writing to table " + staged.table().name());
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (inserter) {
      inserter.flush();
      staged.loaded(inserter.total());
    } catch (SQLException e) {
      throw failures.of(e, "writing to table " + staged.table().name());
    }
  }
}
