package dev.belay;

import dev.belay.engine.Credentials;
import dev.belay.model.ExportRules;

/**
 * A database as the caller names it.
 *
 * @param name how snapshots and people call it; empty for the name that the reference itself gives
 * @param reference a path or URL, as {@link dev.belay.engine.Engine#parse} takes it
 * @param credentials where its password comes from
 * @param isProtected whether destructive commands must name it once more
 * @param export which of its columns must not go out as they are
 */
public record Target(
    String name,
    String reference,
    Credentials credentials,
    boolean isProtected,
    ExportRules export) {
  public Target(String name, String reference, Credentials credentials, boolean isProtected) {
    this(name, reference, credentials, isProtected, ExportRules.NONE);
  }

  /** A path or URL without a name of its own, with the engine's own means for a password. */
  public static Target of(String reference) {
    return new Target("", reference, Credentials.NONE, false);
  }
}
