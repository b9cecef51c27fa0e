/**
 * The pages of a SQLite file, read without SQLite: trees, their records, and what of them lies in
 * the write-ahead log. As "Database File Format" and "WAL-mode File Format" of SQLite's
 * documentation have it. Reads only; whoever reads holds a transaction of SQLite's, so that nobody
 * changes what is read.
 */
@NullMarked
package dev.belay.engine.sqlite.pages;

import org.jspecify.annotations.NullMarked;
