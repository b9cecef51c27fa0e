package dev.belay.model;

/**
 * What a prune did, or would do.
 *
 * @param dryRun whether nothing was done
 * @param packsKept packs that stay as they are
 * @param packsRemoved packs that nothing needed
 * @param packsRepacked packs of which only a part was needed; that part was written anew
 * @param packsPutOff packs that go with the next prune, because backups went on that had begun
 *     before this one
 * @param bytesFreed by how much the packs shrank
 * @param bytesKept how large they are now
 * @param bytesUnused how much of that nothing needs
 * @param snapshotsExpired removed snapshots that can't come back any more
 * @param snapshotsLost snapshots in the trash that can't come back, because restic removed what
 *     they need
 * @param oldVersionsKept whether the storage keeps old versions of what was removed, so that their
 *     room is free only once it lets go of them
 */
public record PruneResult(
    boolean dryRun,
    long packsKept,
    long packsRemoved,
    long packsRepacked,
    long packsPutOff,
    long bytesFreed,
    long bytesKept,
    long bytesUnused,
    long snapshotsExpired,
    long snapshotsLost,
    boolean oldVersionsKept) {}
