package dev.belay.rules;

import dev.belay.model.Table;
import java.util.Optional;

/**
 * One table that rules make something else of.
 *
 * @param aim the table as the dataset has it afterwards
 * @param source as the source has it, whose rows it begins with; empty where it begins with the
 *     live ones
 * @param clear whether it begins with no rows
 * @param copied whether it is worked on in a private table
 * @param only which rows of the source are taken, in the engine's SQL; empty for all
 * @param touched which live rows may change, in the engine's SQL: the others stay; empty for all
 */
record Ruled(
    Table aim,
    Optional<Table> source,
    boolean clear,
    boolean copied,
    Optional<String> only,
    Optional<String> touched) {}
