package dev.belay.restore;

import dev.belay.engine.Stage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A stage that is made in the database at its first row. Of many tables most are as they should be,
 * and a place for changes is a table in the database's own catalog.
 */
final class LateStage implements Stage {
  /** Makes the stage. */
  @FunctionalInterface
  interface Opening {
    Stage open() throws IOException;
  }

  private final Opening opening;
  private @Nullable Stage stage;

  LateStage(Opening opening) {
    this.opening = opening;
  }

  private Stage stage() throws IOException {
    Stage known = stage;
    if (known == null) {
      known = opening.open();
      stage = known;
    }
    return known;
  }

  @Override
  public void insert(byte[] line, int from, int to) throws IOException {
    stage().insert(line, from, to);
  }

  @Override
  public void update(byte[] line, int from, int to) throws IOException {
    stage().update(line, from, to);
  }

  @Override
  public void update(byte[] line, int from, int to, byte[] live, int liveFrom, int liveTo)
      throws IOException {
    stage().update(line, from, to, live, liveFrom, liveTo);
  }

  @Override
  public void delete(byte[] line, int from, int to) throws IOException {
    stage().delete(line, from, to);
  }

  @Override
  public void close() throws IOException {
    if (stage != null) {
      stage.close();
    }
  }
}
