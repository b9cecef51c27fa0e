package dev.belay.engine.sqlite;

/**
 * How many entries an index has, or should have, and the sum of their hashes: the same in any
 * order.
 *
 * @param entries how many
 * @param hashes the sum of their {@link EntryHash}es
 */
record EntrySum(long entries, long hashes) {}
