package dev.belay.repository;

import java.time.Instant;

/**
 * Someone who can open the repository.
 *
 * @param id the name of the key file
 * @param created when it was added
 * @param username of who added it
 * @param hostname where it was added
 * @param current whether the repository was opened with it
 */
public record RepositoryKeyInfo(
    String id, Instant created, String username, String hostname, boolean current) {}
