package dev.belay.model;

import java.time.OffsetDateTime;

/**
 * A key that opens a repository.
 *
 * @param id the key file's name
 * @param created when
 * @param user who made it
 * @param host where
 * @param current whether it is the one that opened the repository now
 */
public record KeyInfo(
    String id, OffsetDateTime created, String user, String host, boolean current) {}
