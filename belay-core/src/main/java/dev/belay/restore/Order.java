package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.Database;
import dev.belay.match.Keys;
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
 * @param command {@code restore} or {@code undo}
 * @param aim the dataset
 * @param source the id of the snapshot that it is
 * @param selection which of its tables
 * @param keys by which rows are matched whatever their ids
 * @param mode what may happen to rows
 * @param database the database
 * @param name what people call it
 * @param undoes the run that is taken back, for an undo
 * @param left for an undo, how the run left its tables: those with another digest changed since
 * @param overwrite whether such tables may be changed
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
    String source,
    Selection selection,
    Keys keys,
    Mode mode,
    Database database,
    String name,
    Optional<String> undoes,
    Map<TableName, Left> left,
    boolean overwrite,
    String reason,
    String by,
    Optional<Coverage> coverage,
    Companion companion,
    Optional<RuledAim> ruled,
    Set<TableName> same) {
  public Order {
    left = Map.copyOf(left);
    same = Set.copyOf(same);
  }

  /** Without a profile. */
  public Order(
      String command,
      ChunkedDataset aim,
      String source,
      Selection selection,
      Keys keys,
      Mode mode,
      Database database,
      String name,
      Optional<String> undoes,
      Map<TableName, Left> left,
      boolean overwrite,
      String reason,
      String by) {
    this(
        command,
        aim,
        source,
        selection,
        keys,
        mode,
        database,
        name,
        undoes,
        left,
        overwrite,
        reason,
        by,
        Optional.empty(),
        Companion.NONE,
        Optional.empty(),
        Set.of());
  }

  /** The same, with an aim that rules make, and the tables that they are for. */
  public Order through(RuledAim rules) {
    return copy(rules, rules.selection(), coverage, companion, Optional.of(rules), same);
  }

  /** The same, as a reset whose rules are about these tables. */
  public Order covering(Coverage tables) {
    return copy(aim, selection, Optional.of(tables), companion, ruled, same);
  }

  /** The same, where these tables were proved to hold the aim's rows already. */
  public Order knowing(Set<TableName> proved) {
    return copy(aim, selection, coverage, companion, ruled, proved);
  }

  /** The same with another aim. */
  Order with(ChunkedDataset other) {
    return copy(other, selection, coverage, companion, ruled, same);
  }

  /** The same with a profile's part in it. */
  public Order with(Companion other) {
    return copy(aim, selection, coverage, other, ruled, same);
  }

  private Order copy(
      ChunkedDataset to,
      Selection tables,
      Optional<Coverage> about,
      Companion beside,
      Optional<RuledAim> rules,
      Set<TableName> proved) {
    return new Order(
        command, to, source, tables, keys, mode, database, name, undoes, left, overwrite, reason,
        by, about, beside, rules, proved);
  }

  /**
   * Whether rows of other tables may refer to rows that go. Where the engine does not keep foreign
   * keys itself they may well have done so before the run that is undone, and an undo takes nothing
   * from a table which that run left alone.
   */
  boolean leavesLoose() {
    return undoes.isPresent() && !database.enforcesReferences();
  }
}
