/**
 * Measures Belay beside its peers on the same generated database, in turn, in one process tree.
 * Belay is run as a person runs it, through its launcher; only the thousand snapshots to list are
 * made through the API.
 */
@NullMarked
package dev.belay.bench;

import org.jspecify.annotations.NullMarked;
