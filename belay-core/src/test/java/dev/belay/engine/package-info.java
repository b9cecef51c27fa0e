/** The contract of engines, which the test of each engine extends. */
@NullMarked
package dev.belay.engine;

import org.jspecify.annotations.NullMarked;
