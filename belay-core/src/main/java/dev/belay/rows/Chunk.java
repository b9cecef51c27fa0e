package dev.belay.rows;

/**
 * Consecutive whole rows of a table, cut by content. The buffer belongs to the {@link Cutter} and
 * is valid until its next call.
 *
 * @param buffer holds the rows
 * @param length how many bytes of the buffer they take, from 0
 * @param digest their number and digest
 */
public record Chunk(byte[] buffer, int length, TableDigest digest) {}
