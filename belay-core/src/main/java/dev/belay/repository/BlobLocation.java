package dev.belay.repository;

import dev.belay.model.BlobId;

/**
 * Where a blob lies.
 *
 * @param pack the pack's id
 * @param offset where its sealed form begins in the pack
 * @param length of its sealed form
 * @param plainLength of the plain form, or 0 where it was stored without compression
 */
record BlobLocation(BlobId pack, int offset, int length, int plainLength) {}
