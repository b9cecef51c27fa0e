/**
 * Belay's snapshot format on top of a repository: the manifest, tables written as chunks, tables
 * read back as a dataset. The one place where rows and the repository meet; operations share it.
 * The format is described in {@code docs/format.md}.
 */
@NullMarked
package dev.belay.snapshot;

import org.jspecify.annotations.NullMarked;
