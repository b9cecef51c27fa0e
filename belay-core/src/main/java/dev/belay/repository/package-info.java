/**
 * A repository in restic's format, version 2: blobs in packs, an index, trees, snapshots, keys and
 * locks. Knows bytes and ids, never rows. The order of writing is packs, then index, then snapshot,
 * so that whatever a killed process leaves is either a whole snapshot or garbage that nothing
 * names. Operations throw {@link dev.belay.model.BelayException}; the format follows restic's
 * design document.
 */
@NullMarked
package dev.belay.repository;

import org.jspecify.annotations.NullMarked;
