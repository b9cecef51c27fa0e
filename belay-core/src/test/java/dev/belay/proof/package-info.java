/**
 * The proofs: that what Belay promises holds for random structures and rows, under load, when it is
 * killed, and when its storage fails.
 */
@NullMarked
package dev.belay.proof;

import org.jspecify.annotations.NullMarked;
