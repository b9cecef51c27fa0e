/**
 * SQLite files as databases. Everything goes through SQLite itself, but for rows and indexes that
 * are read from their {@linkplain dev.belay.engine.sqlite.pages pages} where the process is Belay's
 * own: closing any descriptor of a live file drops the locks that the process holds on it.
 */
@NullMarked
package dev.belay.engine.sqlite;

import org.jspecify.annotations.NullMarked;
