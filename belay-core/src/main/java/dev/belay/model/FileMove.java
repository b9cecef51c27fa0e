package dev.belay.model;

/**
 * A file that is moved whole.
 *
 * @param from its place
 * @param to where it goes, by its new name
 */
public record FileMove(String from, String to) {}
