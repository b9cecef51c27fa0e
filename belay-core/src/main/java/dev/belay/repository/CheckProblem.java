package dev.belay.repository;

import java.util.Optional;

/**
 * Something in the repository that is not what it should be.
 *
 * @param what is wrong, in one line
 * @param where it is: {@code pack ID}, {@code index ID}, {@code snapshot ID}, {@code run NAME}, or
 *     the path of a file in the snapshot
 * @param snapshot the snapshot that the path is in, where it is known
 */
public record CheckProblem(String what, String where, Optional<SnapshotId> snapshot) {}
