package dev.belay.repository;

/** Watches a check. Called on the thread that checks. */
public interface CheckListener {
  /** Watches nothing. */
  CheckListener NONE = new CheckListener() {};

  /**
   * How far the check is.
   *
   * @param step what is being checked
   * @param done how many of them
   * @param total how many there are
   * @param bytesRead from the store, in all steps
   */
  record Progress(Step step, long done, long total, long bytesRead) {}

  /** The steps, in their order. */
  enum Step {
    /** Index against packs, and the packs' content where that is wanted. */
    PACKS,
    /** The trees of the snapshots, and that all their blobs are there. */
    SNAPSHOTS
  }

  /** Something more was checked. */
  default void progress(Progress progress) {}

  /** Something is wrong. */
  default void problem(CheckProblem problem) {}
}
