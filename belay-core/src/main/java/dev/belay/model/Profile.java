package dev.belay.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A named selection with its rules, as {@code belay.yaml} has it; docs/profiles.md tells what each
 * part does. Where a table is named, {@code *} stands for any run of characters, and {@code
 * group:NAME} for the tables of that group.
 *
 * @param name what commands call it
 * @param database the database that it is for, where none is named; empty for any
 * @param description for people
 * @param groups names for sets of tables
 * @param include only these tables; empty for all
 * @param exclude all but these
 * @param newTables whether tables that no part of the profile names are in
 * @param where which rows of a table are in: a condition in the engine's SQL, by table
 * @param excludeColumns columns that are left out of snapshots, by table
 * @param onRestore what is done to the target dataset of a restore
 * @param cleanup what a cleanup does to the live rows
 * @param reset what a reset puts in place; empty where the profile is not for one
 * @param keys natural keys: the columns that identify a row whatever its id, by table
 * @param critical tables that must be there, with rows, in what a run makes the database equal to
 * @param statistics queries that are shown before and after a run, by name, in order
 * @param hooks commands around backups and runs
 * @param files files and directories that go into the snapshot beside the tables
 */
public record Profile(
    String name,
    Optional<String> database,
    String description,
    Map<String, List<String>> groups,
    List<String> include,
    List<String> exclude,
    NewTables newTables,
    Map<String, String> where,
    Map<String, List<String>> excludeColumns,
    Rules onRestore,
    Rules cleanup,
    Optional<Reset> reset,
    Map<String, List<String>> keys,
    List<String> critical,
    Map<String, String> statistics,
    Hooks hooks,
    List<Path> files) {
  public Profile {
    groups = ordered(groups);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    where = ordered(where);
    excludeColumns = ordered(excludeColumns);
    keys = ordered(keys);
    critical = List.copyOf(critical);
    statistics = ordered(statistics);
    files = List.copyOf(files);
  }

  /** What becomes of a table that the profile says nothing of. */
  public enum NewTables {
    /** It takes part. */
    IN,
    /** It is left alone. */
    OUT
  }

  /** In the order of the file, so that plans and messages are the same each time. */
  static <V> Map<String, V> ordered(Map<String, V> map) {
    return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
