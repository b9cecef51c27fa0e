/**
 * {@code belay.yaml}: the names that a person gave to databases and to the repository, and where
 * their passwords come from. Reads files and runs password commands; knows nothing of engines or
 * snapshots.
 */
@NullMarked
package dev.belay.config;

import org.jspecify.annotations.NullMarked;
