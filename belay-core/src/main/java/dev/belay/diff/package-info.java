/**
 * The diff: a streaming merge join of two tables in identity order, which skips what is known to be
 * equal unread. Knows rows, not where they come from.
 */
@NullMarked
package dev.belay.diff;

import org.jspecify.annotations.NullMarked;
