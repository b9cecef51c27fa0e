package dev.belay.model;

/**
 * What went wrong, as a stable name that scripts may rely on. The exit codes are the command line's
 * documented ones; {@code httpStatus} is what the HTTP API answers with.
 */
public enum ErrorCode {
  /** A failure that has no better name; nothing was changed. */
  FAILED(1, 500, false),
  /** The command, its options or the configuration can't be understood. */
  USAGE(2, 400, false),
  /** Something that was named (snapshot, run, table, file) does not exist. */
  NOT_FOUND(2, 404, false),
  /** A prefix or name fits more than one thing. */
  AMBIGUOUS(2, 409, false),
  /** The person did not confirm, or nobody could be asked. */
  NOT_CONFIRMED(3, 403, false),
  /** The database or the snapshot changed since the plan was made. */
  STALE_PLAN(3, 409, false),
  /** The database is marked as protected and its name was not given. */
  PROTECTED(3, 403, false),
  /** Snapshot and database have structures that do not fit each other. */
  SCHEMA_MISMATCH(3, 409, false),
  /** The plan can't be carried out without breaking what the database guarantees. */
  REFUSED(3, 409, false),
  /** A value, type or object that can't be carried exactly. */
  NOT_EXACT(3, 422, false),
  /** The server or this build does not offer what was asked for. */
  UNSUPPORTED(3, 422, false),
  /** Another process holds a lock that was waited for within the bound. */
  BUSY(4, 503, true),
  /** A database or storage that can't be reached, or a database that refuses the login. */
  UNREACHABLE(1, 502, true),
  /** The password or key does not open the repository. */
  WRONG_KEY(2, 401, false),
  /** The bytes of the repository or of the database are not what they should be. */
  DAMAGED(5, 500, false),
  /** A run was interrupted and somebody has to decide before going on. */
  RECOVERY_NEEDED(6, 409, false),
  /** Ctrl+C, a signal, or a cancelled request. */
  INTERRUPTED(130, 499, false);

  private final int exit;
  private final int httpStatus;
  private final boolean retryable;

  ErrorCode(int exit, int httpStatus, boolean retryable) {
    this.exit = exit;
    this.httpStatus = httpStatus;
    this.retryable = retryable;
  }

  /** The exit code of a process that ends with this error. */
  public int exit() {
    return exit;
  }

  /** The status that an HTTP response carries for this error. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether the same call may succeed later without anything being changed by a person. */
  public boolean retryable() {
    return retryable;
  }
}
