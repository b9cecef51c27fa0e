/**
 * Rules of a profile make a dataset out of a dataset: what a database is then made equal to by the
 * one path. People's SQL is run on private copies of the tables that it names, in the database's
 * own engine, and never on the tables themselves.
 */
@NullMarked
package dev.belay.rules;

import org.jspecify.annotations.NullMarked;
