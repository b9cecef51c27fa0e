/**
 * SQLite files as databases. Everything goes through SQLite itself: a live file is never opened,
 * read or copied by other means, since closing any descriptor of it would drop the locks that this
 * process holds on it.
 */
@NullMarked
package dev.belay.engine.sqlite;

import org.jspecify.annotations.NullMarked;
