package dev.belay.export;

import dev.belay.model.ExportRules;

/**
 * What becomes of columns that must not go out as they are.
 *
 * @param rules which ones they are
 * @param included all columns go out all the same, unless they are masked
 * @param maskKey what masked values follow from
 */
public record Secrets(ExportRules rules, boolean included, byte[] maskKey) {}
