package dev.belay.repository;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The errors of this package, worded in one place. */
final class Failures {
  static final String CHECK_HINT = "run: belay check --read-data";

  private Failures() {}

  /** Something in the repository is not what it should be. */
  static BelayException damaged(String what) {
    return new BelayException(ErrorCode.DAMAGED, what, CHECK_HINT);
  }

  /** The same, with a way out that is known. */
  static BelayException damaged(String what, String hint) {
    return new BelayException(ErrorCode.DAMAGED, what, hint);
  }

  static BelayException damaged(String what, Throwable cause) {
    return new BelayException(ErrorCode.DAMAGED, what, CHECK_HINT, cause);
  }

  /** The storage did not do its part of {@code action}, for instance "read index 1234 of /repo". */
  static BelayException storage(String action, IOException cause) {
    String why =
        cause instanceof NoSuchFileException
            ? "there is no such file"
            : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String hint =
        why.contains("No space left")
            ? "make room on that disk; what the repository can spare goes with belay forget, then"
                + " belay prune --empty-trash --max-unused unlimited, which need next to none"
            : "check that the repository's storage is reachable, writable and not full";
    if (cause instanceof StoreException known) {
      boolean passing = known.kind() == StoreException.Kind.TRANSIENT;
      return new BelayException(
          passing ? ErrorCode.UNREACHABLE : ErrorCode.FAILED,
          "can't " + action + ": " + why,
          known.hint().isEmpty() ? hint : known.hint(),
          cause);
    }
    return new BelayException(ErrorCode.FAILED, "can't " + action + ": " + why, hint, cause);
  }

  /** Whether the storage can be reached and lets nobody of these credentials do that. */
  static boolean isRefusal(@Nullable Throwable cause) {
    return cause instanceof AccessDeniedException
        || (cause instanceof StoreException known && known.kind() == StoreException.Kind.NO_ACCESS)
        || (cause instanceof FileSystemException file
            && String.valueOf(file.getReason()).contains("Read-only"));
  }

  static BelayException interrupted(String action, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new BelayException(
        ErrorCode.INTERRUPTED, "interrupted while " + action, "start it again", cause);
  }
}
