/**
 * The files beside a database as a part of a run: which are wanted and which are there, the steps
 * from the one to the other, and carrying these out so that a crash leaves nothing half done.
 */
@NullMarked
package dev.belay.files;

import org.jspecify.annotations.NullMarked;
