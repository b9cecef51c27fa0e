package dev.belay;

import java.util.Optional;

/**
 * Which snapshots to list, newest first.
 *
 * @param database only this database's, by name
 * @param type only of this type
 * @param tag only with this tag
 * @param limit at most so many; 0 for all
 */
public record ListRequest(
    Optional<String> database, Optional<String> type, Optional<String> tag, int limit) {}
