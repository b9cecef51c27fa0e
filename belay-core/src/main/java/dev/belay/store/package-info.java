/**
 * Where a repository's files lie. A {@link dev.belay.store.Store} knows kinds, names and bytes, not
 * what they mean; each driver keeps the same guarantees, and one contract suite proves it.
 */
@NullMarked
package dev.belay.store;

import org.jspecify.annotations.NullMarked;
