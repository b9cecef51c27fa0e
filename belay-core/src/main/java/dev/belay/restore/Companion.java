package dev.belay.restore;

import dev.belay.engine.LiveDataset;
import dev.belay.files.FilesAim;
import dev.belay.model.Statistic;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a profile has to do with a run beside its rows: figures, and files that it wants. */
public interface Companion {
  /** Nobody. */
  Companion NONE = new Companion() {};

  /** The profile's name. */
  default Optional<String> profile() {
    return Optional.empty();
  }

  /** The files beside the database that take part. */
  default FilesAim files() {
    return FilesAim.NONE;
  }

  /** The figures as they are now, as values before a run. */
  default List<Statistic> figures() throws IOException {
    return List.of();
  }

  /** The same figures with their values after the run; never fails. */
  default List<Statistic> figuresAfter(List<Statistic> before) {
    return before;
  }

  /**
   * Under the lock, once the safety snapshot is durable and before anything is applied. A failure
   * stops the run.
   *
   * @param live the database as it was when it was locked
   * @return what the history should say of it
   */
  default List<String> beforeApplying(LiveDataset live) throws IOException {
    return List.of();
  }
}
