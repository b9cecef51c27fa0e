/**
 * PostgreSQL 14 and later. Rows move as COPY text and are never parsed on the way; one moment is a
 * repeatable-read snapshot that parallel connections share; changes are staged in temporary tables
 * and carried out set-based, in one transaction with triggers, rules and reference actions out of
 * the way.
 */
@NullMarked
package dev.belay.engine.postgresql;

import org.jspecify.annotations.NullMarked;
