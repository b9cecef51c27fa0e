package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.Database;
import dev.belay.match.Keys;
import dev.belay.match.MatchedAim;
import dev.belay.model.Mode;
import dev.belay.model.Selection;
import dev.belay.model.TableName;
import dev.belay.rules.RuledAim;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked for: make these tables of this database equal to that dataset.
 *
 * @param command {@code restore}, {@code undo}, {@code reset} or {@code cleanup}
 * @param aim the dataset
 * @param selection which of its tables
 * @param keys by which rows are matched whatever their ids
 * @param mode what may happen to rows
 * @param database the database
 * @param name what people call it
 * @param undone for an undo, the run that is taken back
 * @param reason why, for the history
 * @param by who
 * @param coverage for a reset, what its rules are about
 * @param companion the profile's part in it
 * @param ruled the aim as rules make it, which has to be worked out first
 * @param same tables that were proved to hold the aim's rows already, and are not read
 */
public record Order(
    String command,
    ChunkedDataset aim,
    Selection selection,
    Keys keys,
    Mode mode,
    Database database,
    String name,
    Optional<Undone> undone,
    String reason,
    String by,
    Optional<Coverage> coverage,
    Companion companion,
    Optional<RuledAim> ruled,
    Set<TableName> same) {
  public Order {
    same = Set.copyOf(same);
  }

  /** All tables of the aim, in mode {@code replace}, without a profile. */
  public static Order of(
      String command,
      ChunkedDataset aim,
      Database database,
      String name,
      String reason,
      String by) {
    return new Order(
        command,
        aim,
        Selection.ALL,
        Keys.NONE,
        Mode.REPLACE,
        database,
        name,
        Optional.empty(),
        reason,
        by,
        Optional.empty(),
        Companion.NONE,
        Optional.empty(),
        Set.of());
  }

  /** The same for some tables. */
  public Order choosing(Selection tables) {
    return copy(aim, tables, keys, mode, undone, coverage, companion, ruled, same);
  }

  /** The same with rows matched by natural keys, in this mode. */
  public Order matching(Keys natural, Mode inMode) {
    return copy(aim, selection, natural, inMode, undone, coverage, companion, ruled, same);
  }

  /** The same, to take a run back. */
  public Order undoing(Undone run) {
    return copy(aim, selection, keys, mode, Optional.of(run), coverage, companion, ruled, same);
  }

  /** The same, with an aim that rules make, and the tables that they are for. */
  public Order through(RuledAim rules) {
    Selection tables = rules.selection();
    return copy(rules, tables, keys, mode, undone, coverage, companion, Optional.of(rules), same);
  }

  /** The same, as a reset whose rules are about these tables. */
  public Order covering(Coverage tables) {
    return copy(aim, selection, keys, mode, undone, Optional.of(tables), companion, ruled, same);
  }

  /** The same, where these tables were proved to hold the aim's rows already. */
  public Order knowing(Set<TableName> proved) {
    return copy(aim, selection, keys, mode, undone, coverage, companion, ruled, proved);
  }

  /** The same with a profile's part in it. */
  public Order with(Companion other) {
    return copy(aim, selection, keys, mode, undone, coverage, other, ruled, same);
  }

  /** The same with its rows matched. */
  Order with(MatchedAim matched) {
    return copy(matched, selection, keys, mode, undone, coverage, companion, ruled, same);
  }

  private Order copy(
      ChunkedDataset to,
      Selection tables,
      Keys natural,
      Mode inMode,
      Optional<Undone> run,
      Optional<Coverage> about,
      Companion beside,
      Optional<RuledAim> rules,
      Set<TableName> proved) {
    return new Order(
        command, to, tables, natural, inMode, database, name, run, reason, by, about, beside, rules,
        proved);
  }

  /** What the aim comes from: the id of a snapshot, the name of a file or of a profile. */
  String source() {
    return aim.name();
  }

  /** The id of the run that is taken back. */
  Optional<String> undoes() {
    return undone.map(Undone::run);
  }

  /** How that run left its tables. */
  Map<TableName, Left> left() {
    return undone.map(Undone::left).orElse(Map.of());
  }

  /** Whether tables that changed since that run may be changed. */
  boolean overwrites() {
    return undone.map(Undone::overwrite).orElse(false);
  }

  /**
   * Whether rows of other tables may refer to rows that go. Where the engine does not keep foreign
   * keys itself they may well have done so before the run that is undone, and an undo takes nothing
   * from a table which that run left alone.
   */
  boolean leavesLoose() {
    return undone.isPresent() && !database.enforcesReferences();
  }
}
