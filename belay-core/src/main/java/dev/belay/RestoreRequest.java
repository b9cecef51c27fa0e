package dev.belay;

import dev.belay.model.Mode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A restore.
 *
 * @param source the snapshot: an id, a prefix, {@code latest}, {@code latest:DB}, {@code
 *     latest:TYPE}
 * @param database where to; empty for the database that the snapshot came from
 * @param mode what may happen to rows
 * @param tables only these; empty for all that the snapshot has
 * @param excludeTables all but these
 * @param keys natural keys by table: rows are matched by these columns, whatever their ids
 * @param create whether to build a new database
 * @param profile the profile whose tables and rules on restore hold
 * @param reason why, for the history
 * @param by who asks for it
 */
public record RestoreRequest(
    String source,
    Optional<String> database,
    Mode mode,
    List<String> tables,
    List<String> excludeTables,
    Map<String, List<String>> keys,
    boolean create,
    Optional<String> profile,
    String reason,
    String by) {
  public RestoreRequest {
    tables = List.copyOf(tables);
    excludeTables = List.copyOf(excludeTables);
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  /** Without a profile. */
  public RestoreRequest(
      String source,
      Optional<String> database,
      Mode mode,
      List<String> tables,
      List<String> excludeTables,
      Map<String, List<String>> keys,
      boolean create,
      String reason,
      String by) {
    this(source, database, mode, tables, excludeTables, keys, create, Optional.empty(), reason, by);
  }

  /** Rows are what their ids say. */
  public RestoreRequest(
      String source,
      Optional<String> database,
      Mode mode,
      List<String> tables,
      List<String> excludeTables,
      boolean create,
      String reason,
      String by) {
    this(source, database, mode, tables, excludeTables, Map.of(), create, reason, by);
  }

  /** The same with rows matched by natural keys, in this mode. */
  public RestoreRequest matching(Map<String, List<String>> naturalKeys, Mode inMode) {
    return new RestoreRequest(
        source, database, inMode, tables, excludeTables, naturalKeys, create, profile, reason, by);
  }

  /** The same through the tables and rules of a profile. */
  public RestoreRequest withProfile(String name) {
    return new RestoreRequest(
        source, database, mode, tables, excludeTables, keys, create, Optional.of(name), reason, by);
  }

  /** All of a snapshot, back into the database that it came from, in mode {@code replace}. */
  public static RestoreRequest of(String source) {
    return new RestoreRequest(
        source,
        Optional.empty(),
        Mode.REPLACE,
        List.of(),
        List.of(),
        false,
        "",
        System.getProperty("user.name", ""));
  }

  /** The same into another database. */
  public RestoreRequest withDatabase(String other) {
    return new RestoreRequest(
        source, Optional.of(other), mode, tables, excludeTables, keys, create, profile, reason, by);
  }

  /** The same for some tables. */
  public RestoreRequest withTables(String... some) {
    return new RestoreRequest(
        source, database, mode, List.of(some), excludeTables, keys, create, profile, reason, by);
  }

  /** The same in another mode. */
  public RestoreRequest withMode(Mode other) {
    return new RestoreRequest(
        source, database, other, tables, excludeTables, keys, create, profile, reason, by);
  }
}
