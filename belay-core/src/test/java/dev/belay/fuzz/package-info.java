/** Real files with damage in them, for whatever reads files. */
@NullMarked
package dev.belay.fuzz;

import org.jspecify.annotations.NullMarked;
