package dev.belay.repository;

/**
 * How to prune.
 *
 * @param maxUnused how much of what nobody needs may stay, so that less has to be written anew
 * @param dryRun whether only to tell what would be done
 * @param emptyTrash whether what was removed can't come back any more from now on, whenever it was
 */
public record PruneOptions(MaxUnused maxUnused, boolean dryRun, boolean emptyTrash) {
  /** At most a twentieth may stay unused. */
  public static final PruneOptions STANDARD = new PruneOptions(MaxUnused.parse("5%"), false);

  /** The same; what was removed can still come back for its time. */
  public PruneOptions(MaxUnused maxUnused, boolean dryRun) {
    this(maxUnused, dryRun, false);
  }
}
