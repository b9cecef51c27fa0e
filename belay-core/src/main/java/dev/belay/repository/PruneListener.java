package dev.belay.repository;

/** Watches a prune. Called on the thread that prunes. */
public interface PruneListener {
  /** Watches nothing. */
  PruneListener NONE = new PruneListener() {};

  /** Something else begins, in a few words. */
  default void phase(String name) {}

  /** Called often; what it throws ends the prune, and leaves the repository whole. */
  default void step() {}
}
