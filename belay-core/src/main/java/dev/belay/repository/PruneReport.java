package dev.belay.repository;

/**
 * What a prune did, or would do.
 *
 * @param packsKept packs that stay as they are
 * @param packsRemoved packs that nothing needed
 * @param packsRepacked packs of which something was needed, written anew without the rest
 * @param packsPutOff packs that nothing needs any more, but that stay until the next prune because
 *     backups that began before this one were still going on
 * @param bytesFreed by how much the packs shrank
 * @param bytesKept how large they are now
 * @param bytesUnused how much of that nothing needs
 * @param snapshotsExpired snapshots in the trash whose time was over
 * @param snapshotsLost snapshots in the trash that can't come back, because restic removed what
 *     they need
 * @param oldVersionsKept whether the storage keeps old versions of what was removed, so that their
 *     room is free only once it lets go of them
 */
public record PruneReport(
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
