/**
 * Pure values that every side speaks in: the catalog, names, errors. Nothing here does I/O; JDK
 * only.
 */
@NullMarked
package dev.belay.model;

import org.jspecify.annotations.NullMarked;
