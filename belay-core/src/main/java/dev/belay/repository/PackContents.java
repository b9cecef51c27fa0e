package dev.belay.repository;

import dev.belay.model.BlobId;

/**
 * A pack and what is in it.
 *
 * @param id the pack's name
 * @param blobs in the order of their offsets
 */
record PackContents(BlobId id, EntryList blobs) {}
