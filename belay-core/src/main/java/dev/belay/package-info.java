/**
 * Belay's Java API: {@link dev.belay.Belay}, its requests and, in {@link dev.belay.model}, its
 * results.
 */
@NullMarked
package dev.belay;

import org.jspecify.annotations.NullMarked;
