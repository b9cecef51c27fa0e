/** Backup: a live database, read in one moment, becomes a snapshot. */
@NullMarked
package dev.belay.backup;

import org.jspecify.annotations.NullMarked;
