package dev.belay.repository;

/**
 * How to prune.
 *
 * @param maxUnused how much of what nobody needs may stay, so that less has to be written anew
 * @param dryRun whether only to tell what would be done
 */
public record PruneOptions(MaxUnused maxUnused, boolean dryRun) {
  /** At most a twentieth may stay unused. */
  public static final PruneOptions STANDARD = new PruneOptions(MaxUnused.parse("5%"), false);
}
