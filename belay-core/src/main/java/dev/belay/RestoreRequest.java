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
 * @param files whether the files that the profile names go back, too
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
    boolean files,
    String reason,
    String by) {
  public RestoreRequest {
    tables = List.copyOf(tables);
    excludeTables = List.copyOf(excludeTables);
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  /** All of a snapshot, back into the database that it came from, in mode {@code replace}. */
  public static RestoreRequest of(String source) {
    return new RestoreRequest(
        source,
        Optional.empty(),
        Mode.REPLACE,
        List.of(),
        List.of(),
        Map.of(),
        false,
        Optional.empty(),
        true,
        "",
        System.getProperty("user.name", ""));
  }

  /** The same into another database. */
  public RestoreRequest withDatabase(String other) {
    return copy(Optional.of(other), mode, tables, excludeTables, keys, create, profile, files);
  }

  /** The same into a database that is built there. */
  public RestoreRequest asNew(String place) {
    return copy(Optional.of(place), mode, tables, excludeTables, keys, true, profile, files);
  }

  /** The same in another mode. */
  public RestoreRequest withMode(Mode other) {
    return copy(database, other, tables, excludeTables, keys, create, profile, files);
  }

  /** The same for some tables. */
  public RestoreRequest withTables(String... some) {
    return copy(database, mode, List.of(some), excludeTables, keys, create, profile, files);
  }

  /** The same for all tables but some. */
  public RestoreRequest withoutTables(String... some) {
    return copy(database, mode, tables, List.of(some), keys, create, profile, files);
  }

  /** The same with rows matched by natural keys, in this mode. */
  public RestoreRequest matching(Map<String, List<String>> naturalKeys, Mode inMode) {
    return copy(database, inMode, tables, excludeTables, naturalKeys, create, profile, files);
  }

  /** The same through the tables and rules of a profile, with the files that it names. */
  public RestoreRequest withProfile(String name) {
    return copy(database, mode, tables, excludeTables, keys, create, Optional.of(name), files);
  }

  /** The same for the tables alone. */
  public RestoreRequest withoutFiles() {
    return copy(database, mode, tables, excludeTables, keys, create, profile, false);
  }

  private RestoreRequest copy(
      Optional<String> where,
      Mode how,
      List<String> some,
      List<String> others,
      Map<String, List<String>> naturalKeys,
      boolean anew,
      Optional<String> rules,
      boolean beside) {
    return new RestoreRequest(
        source, where, how, some, others, naturalKeys, anew, rules, beside, reason, by);
  }
}
