package dev.belay.model;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as the history keeps it.
 *
 * @param run its id
 * @param command {@code restore}, {@code undo}, …
 * @param database the database's name
 * @param address where it was, without secrets
 * @param plan the plan's id
 * @param source the snapshot whose rows were the aim
 * @param mode what might happen to rows
 * @param started when it began
 * @param finished when it ended; empty while it runs
 * @param outcome how it ended
 * @param safety the snapshot of what was there before
 * @param undoes the run that it took back, for an undo
 * @param undoneBy the run that took it back
 * @param reason why, in the person's words
 * @param by who
 * @param tables what happened to each table
 * @param left a snapshot of what it left of the tables that only foreign keys took along
 * @param files where the run replaced the database's files whole: those that were there before
 * @param built where the run built a database out of an empty one: how that can be taken back
 * @param notes what else is to be known: where a corrupt file was moved, what failed
 * @param profile the profile whose rules held, if there was one
 * @param statistics the figures that it asks for
 * @param folders what happened to files beside the database
 */
public record RunRecord(
    String run,
    String command,
    String database,
    String address,
    String plan,
    String source,
    Mode mode,
    OffsetDateTime started,
    Optional<OffsetDateTime> finished,
    RunOutcome outcome,
    Optional<String> safety,
    Optional<String> undoes,
    Optional<String> undoneBy,
    String reason,
    String by,
    List<Plan.PlannedTable> tables,
    Optional<String> left,
    Optional<KeptFiles> files,
    Optional<Built> built,
    List<String> notes,
    Optional<String> profile,
    @Nullable List<Statistic> statistics,
    @Nullable List<PlannedFiles> folders) {
  public RunRecord {
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
    // Records of earlier versions have none.
    statistics = statistics == null ? List.of() : List.copyOf(statistics);
    folders = folders == null ? List.of() : List.copyOf(folders);
  }

  /** Without a profile. */
  public RunRecord(
      String run,
      String command,
      String database,
      String address,
      String plan,
      String source,
      Mode mode,
      OffsetDateTime started,
      Optional<OffsetDateTime> finished,
      RunOutcome outcome,
      Optional<String> safety,
      Optional<String> undoes,
      Optional<String> undoneBy,
      String reason,
      String by,
      List<Plan.PlannedTable> tables,
      Optional<String> left,
      Optional<KeptFiles> files,
      Optional<Built> built,
      List<String> notes) {
    this(
        run,
        command,
        database,
        address,
        plan,
        source,
        mode,
        started,
        finished,
        outcome,
        safety,
        undoes,
        undoneBy,
        reason,
        by,
        tables,
        left,
        files,
        built,
        notes,
        Optional.empty(),
        List.of(),
        List.of());
  }

  @Override
  public List<Statistic> statistics() {
    return statistics == null ? List.of() : statistics;
  }

  @Override
  public List<PlannedFiles> folders() {
    return folders == null ? List.of() : folders;
  }

  /** Whether it writes, replaces or removes files beside the database. */
  public boolean changesFolders() {
    return folders().stream().anyMatch(PlannedFiles::changes);
  }

  /** The same run of that profile, with these figures. */
  public RunRecord of(Optional<String> itsProfile, List<Statistic> figures) {
    return copy(outcome, finished, undoneBy, files, built, notes, itsProfile, figures, folders());
  }

  /** The same run, which writes files beside the database. */
  public RunRecord withFolders(List<PlannedFiles> planned) {
    return copy(outcome, finished, undoneBy, files, built, notes, profile, statistics(), planned);
  }

  /** The same run with another outcome, end and notes. */
  public RunRecord with(RunOutcome how, Optional<OffsetDateTime> when, List<String> remarks) {
    return copy(how, when, undoneBy, files, built, remarks, profile, statistics(), folders());
  }

  /** The same run, taken back by that one. */
  public RunRecord undoneBy(Optional<String> other) {
    return copy(outcome, finished, other, files, built, notes, profile, statistics(), folders());
  }

  /** The same run, which replaces files whole. */
  public RunRecord withFiles(KeptFiles before) {
    Optional<KeptFiles> kept = Optional.of(before);
    return copy(outcome, finished, undoneBy, kept, built, notes, profile, statistics(), folders());
  }

  /** The same run, which builds a database. */
  public RunRecord withBuilt(Built what) {
    Optional<Built> how = Optional.of(what);
    return copy(outcome, finished, undoneBy, files, how, notes, profile, statistics(), folders());
  }

  private RunRecord copy(
      RunOutcome how,
      Optional<OffsetDateTime> when,
      Optional<String> other,
      Optional<KeptFiles> before,
      Optional<Built> what,
      List<String> remarks,
      Optional<String> itsProfile,
      List<Statistic> figures,
      List<PlannedFiles> beside) {
    return new RunRecord(
        run,
        command,
        database,
        address,
        plan,
        source,
        mode,
        started,
        when,
        how,
        safety,
        undoes,
        other,
        reason,
        by,
        tables,
        left,
        before,
        what,
        remarks,
        itsProfile,
        figures,
        beside);
  }
}
