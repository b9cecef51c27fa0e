/**
 * Data out, and back in from files: snapshots and live databases as JSON, CSV, SQL, SQLite, or
 * whatever {@link dev.belay.export.Format} another module brings.
 *
 * <p>A format sees columns and {@link dev.belay.export.Value}s, never lines of rows; what must not
 * go out has been taken away before a format sees it.
 */
@NullMarked
package dev.belay.export;

import org.jspecify.annotations.NullMarked;
