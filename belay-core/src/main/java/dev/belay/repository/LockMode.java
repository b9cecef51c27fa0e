package dev.belay.repository;

/** How many may work at once. */
public enum LockMode {
  /** For reading and adding: any number at once. */
  SHARED,
  /** For removing: nobody else at all. */
  EXCLUSIVE
}
