/** SQLite alone. */
@NullMarked
package dev.belay.engine.sqlite;

import org.jspecify.annotations.NullMarked;
