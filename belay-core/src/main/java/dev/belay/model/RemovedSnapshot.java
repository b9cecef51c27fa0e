package dev.belay.model;

import java.time.OffsetDateTime;

/**
 * A snapshot that was removed and can still come back.
 *
 * @param snapshot what a list shows of it
 * @param removed when it was removed
 * @param expires until when it can come back
 */
public record RemovedSnapshot(
    SnapshotSummary snapshot, OffsetDateTime removed, OffsetDateTime expires) {}
