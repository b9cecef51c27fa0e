/**
 * Rows: their stored text form, their order, their digests, and how a stream of them is cut into
 * chunks. Streaming throughout: at most one chunk, or one huge row, is held.
 */
@NullMarked
package dev.belay.rows;

import org.jspecify.annotations.NullMarked;
