package dev.belay.model;

/**
 * A key in the place of another.
 *
 * @param key the new one
 * @param removed the id of the one that opens the repository no longer
 */
public record KeyChange(KeyInfo key, String removed) {}
