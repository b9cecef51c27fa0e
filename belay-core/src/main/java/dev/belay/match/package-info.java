/**
 * Rows of another world made rows of this one: which row of a dataset is which live row, found by a
 * natural key or by whole content whatever the ids, new ids for the others, and references that
 * follow. A dataset goes in, one with live ids comes out. Tables are sorted and joined on disk, as
 * lines of COPY text, so that equal means equal to the byte whatever the engine's collations, and
 * memory does not grow with the data.
 */
@NullMarked
package dev.belay.match;

import org.jspecify.annotations.NullMarked;
