package dev.belay.model;

/** How a run, or a request for one, ended. */
public enum RunOutcome {
  /** Only planned: nothing was changed. */
  PLANNED,
  /** Done, verified, durable. */
  COMMITTED,
  /** Failed or was interrupted; the database is as before. */
  ROLLED_BACK,
  /** Not begun: not confirmed, stale, protected, does not fit. */
  REFUSED,
  /** It is being carried out, or was interrupted and nothing has looked since. */
  RUNNING,
  /** It was interrupted, and whether it committed can't be told by itself. */
  UNKNOWN
}
