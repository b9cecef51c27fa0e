package dev.belay.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A diff bound to one live state, with everything else that a run would do.
 *
 * @param id the hash over source, selection, rules, mode and live state: 16 hexadecimal digits
 * @param command what asked for it: {@code restore}, {@code undo}
 * @param source the snapshot whose rows are the aim
 * @param database the database that would change
 * @param mode what may happen to rows
 * @param tables each table that is concerned, also those that foreign keys bring in
 * @param counters each counter that would change
 * @param drift how the structures differ
 * @param warnings what a person should know before saying yes
 * @param overwrites for an undo: the tables whose rows changed since the run, so that the word
 *     {@code REPLACE} is asked
 * @param matched how rows were matched whatever their ids, for each table that natural keys concern
 * @param moves files that would be moved whole, instead of rows that change
 * @param statistics the figures that the profile asks for
 * @param rules what each rule of a profile did to what the database would become equal to
 * @param whole whether the structure is built, or dropped, with the rows
 * @param files what would happen to files beside the database
 */
public record Plan(
    String id,
    String command,
    String source,
    String database,
    Mode mode,
    List<PlannedTable> tables,
    List<CounterChange> counters,
    List<Drift> drift,
    List<String> warnings,
    List<ChangedTable> overwrites,
    List<MatchedTable> matched,
    List<FileMove> moves,
    List<Statistic> statistics,
    List<RuleEffect> rules,
    boolean whole,
    List<PlannedFiles> files) {
  public Plan {
    tables = List.copyOf(tables);
    counters = List.copyOf(counters);
    drift = List.copyOf(drift);
    warnings = List.copyOf(warnings);
    overwrites = List.copyOf(overwrites);
    matched = List.copyOf(matched);
    moves = List.copyOf(moves);
    statistics = List.copyOf(statistics);
    rules = List.copyOf(rules);
    files = List.copyOf(files);
  }

  /** Without figures and rules. */
  public Plan(
      String id,
      String command,
      String source,
      String database,
      Mode mode,
      List<PlannedTable> tables,
      List<CounterChange> counters,
      List<Drift> drift,
      List<String> warnings,
      List<ChangedTable> overwrites,
      List<MatchedTable> matched,
      List<FileMove> moves) {
    this(
        id,
        command,
        source,
        database,
        mode,
        tables,
        counters,
        drift,
        warnings,
        overwrites,
        matched,
        moves,
        List.of(),
        List.of(),
        false,
        List.of());
  }

  /** The same plan with these figures. */
  public Plan withStatistics(List<Statistic> others) {
    return copy(id, warnings, moves, others, rules, whole, files);
  }

  /** The same plan with what rules did to its target. */
  public Plan withRules(List<RuleEffect> effects) {
    return copy(id, warnings, moves, statistics, effects, whole, files);
  }

  /** The same plan, which builds or drops the structure with the rows. */
  public Plan withStructure() {
    return copy(id, warnings, moves, statistics, rules, true, files);
  }

  /** The same plan, which moves files. */
  public Plan with(List<String> otherWarnings, List<FileMove> otherMoves) {
    return copy(id, otherWarnings, otherMoves, statistics, rules, whole, files);
  }

  /** The same plan with these warnings, too. */
  public Plan withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return with(all, moves);
  }

  /** The same plan, under another id, which also writes files beside the database. */
  public Plan withFiles(String otherId, List<PlannedFiles> planned) {
    return copy(otherId, warnings, moves, statistics, rules, whole, planned);
  }

  private Plan copy(
      String hash,
      List<String> told,
      List<FileMove> moved,
      List<Statistic> figures,
      List<RuleEffect> effects,
      boolean structure,
      List<PlannedFiles> beside) {
    return new Plan(
        hash,
        command,
        source,
        database,
        mode,
        tables,
        counters,
        drift,
        told,
        overwrites,
        matched,
        moved,
        figures,
        effects,
        structure,
        beside);
  }

  /** For an undo: whether it would overwrite what others changed since the run. */
  public boolean overwritesChanges() {
    return !overwrites.isEmpty() || files.stream().anyMatch(f -> !f.changed().isEmpty());
  }

  /** Whether a run would change nothing. */
  public boolean empty() {
    return moves.isEmpty()
        && !whole
        && files.stream().noneMatch(PlannedFiles::changes)
        && counters.isEmpty()
        && tables.stream().noneMatch(PlannedTable::changes);
  }

  /**
   * What would happen to one table.
   *
   * @param table its name
   * @param insert rows to insert
   * @param update rows to update
   * @param delete rows to delete
   * @param unchanged rows that stay
   * @param rowsBefore rows that it has
   * @param rowsAfter rows that it will have
   * @param reason why it is in the plan
   * @param bulk whether it is loaded whole instead of row by row
   * @param triggers triggers that will not fire
   * @param before the digest of its compared columns now
   * @param after the same once the plan has run
   * @param uncompared its columns that are not compared: they keep their values or get their
   *     defaults
   */
  public record PlannedTable(
      TableName table,
      long insert,
      long update,
      long delete,
      long unchanged,
      long rowsBefore,
      long rowsAfter,
      Reason reason,
      boolean bulk,
      List<String> triggers,
      String before,
      String after,
      @Nullable List<String> uncompared) {
    public PlannedTable {
      triggers = List.copyOf(triggers);
      // Records of earlier versions do not say.
      uncompared = uncompared == null ? List.of() : List.copyOf(uncompared);
    }

    /** All columns are compared. */
    public PlannedTable(
        TableName table,
        long insert,
        long update,
        long delete,
        long unchanged,
        long rowsBefore,
        long rowsAfter,
        Reason reason,
        boolean bulk,
        List<String> triggers,
        String before,
        String after) {
      this(
          table,
          insert,
          update,
          delete,
          unchanged,
          rowsBefore,
          rowsAfter,
          reason,
          bulk,
          triggers,
          before,
          after,
          List.of());
    }

    @Override
    public List<String> uncompared() {
      return uncompared == null ? List.of() : uncompared;
    }

    public boolean changes() {
      return insert + update + delete > 0;
    }
  }

  /** Why a table is in a plan. */
  public enum Reason {
    /** It was asked for. */
    SELECTED,
    /** Restored rows refer to rows of it that are not there. */
    REFERENCED,
    /**
     * Its rows refer to rows that will be deleted, and its foreign key says what becomes of them.
     */
    CASCADE,
    /**
     * Its rows refer to rows that will be inserted, and found none so far. It stays as it is, and
     * is noted so that an undo knows.
     */
    REFERRING
  }

  /**
   * A counter that would change.
   *
   * @param name the sequence, or the table
   * @param from where it stands
   * @param to where it will stand
   */
  public record CounterChange(TableName name, String from, String to) {}
}
