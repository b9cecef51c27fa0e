package dev.belay.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A key in the place of another.
 *
 * @param key the new one
 * @param removed the id of the one that opens the repository no longer
 * @param keyFile Belay's own file of the repository's key, which holds the new password now; empty
 *     where the password is kept by somebody else
 */
public record KeyChange(KeyInfo key, String removed, Optional<Path> keyFile) {}
