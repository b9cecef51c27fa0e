package dev.belay.repository;

/** What somebody does with the repository, and who may work there at the same time. */
public enum LockMode {
  /** Reading only: beside everybody but {@link #EXCLUSIVE}. */
  READING,
  /** Reading and adding: beside everybody but {@link #EXCLUSIVE}. restic's backups are like it. */
  SHARED,
  /**
   * Removing what nothing refers to: beside Belay's own {@link #READING} and {@link #SHARED}, which
   * know how to live with it, but not beside restic, which does not: to restic it is exclusive.
   */
  PRUNING,
  /** Nobody else at all. */
  EXCLUSIVE;

  /** Whether restic is to stay out. */
  boolean exclusiveForRestic() {
    return this == PRUNING || this == EXCLUSIVE;
  }
}
