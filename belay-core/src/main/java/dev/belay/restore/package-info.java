/**
 * Making a database equal to a dataset: plan, run, undo, and the history of runs. The one path of
 * every destructive operation.
 */
@NullMarked
package dev.belay.restore;

import org.jspecify.annotations.NullMarked;
