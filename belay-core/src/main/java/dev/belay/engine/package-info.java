/**
 * The database side: what Belay asks of a database engine. {@code java.sql} is seen below this
 * package and nowhere else.
 *
 * <p>Methods throw {@link dev.belay.model.BelayException} with the names of the objects for what a
 * person can act on (busy, unreachable, not exact, damaged, …) and IOException for the rest.
 */
@NullMarked
package dev.belay.engine;

import org.jspecify.annotations.NullMarked;
