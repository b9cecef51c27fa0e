package dev.belay.restore;

import dev.belay.engine.Address;
import dev.belay.model.BelayException;
import dev.belay.model.Built;
import dev.belay.model.ErrorCode;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.Statistic;
import dev.belay.repository.Repository;
import dev.belay.repository.RunFiles;
import dev.belay.restore.JournalEntry.Phase;
import dev.belay.restore.JournalEntry.ProcessMark;
import dev.belay.snapshot.Json;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The runs of a repository, each phase a small sealed file of its own that is durable before the
 * phase begins. What a run is, after a crash, follows from the last of its files: before {@code
 * COMMITTING} nothing can have been committed; from then on the database itself is asked, with the
 * mark that the file holds. A finished run keeps one file.
 */
final class RunJournal {
  private final RunFiles files;
  private final Clock clock;
  private final String host;

  RunJournal(Repository repository, Clock clock) {
    this.files = repository.runs();
    this.clock = clock;
    this.host = repository.hostname();
  }

  /**
   * A new run's id: chance alone, so that its first digits tell it from others. The record has its
   * time.
   */
  static String newId() {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Records that a run is about to change a database. Durable when it returns. */
  Entry begin(RunRecord record, Address address) throws IOException {
    return begin(record, address, Optional.empty());
  }

  /**
   * The same for a run that may leave something behind if its process dies.
   *
   * @param mark what the database can be asked with to clear that away
   */
  Entry begin(RunRecord record, Address address, Optional<String> mark) throws IOException {
    Entry entry = new Entry(record, address);
    entry.mark = mark;
    entry.write(Phase.APPLYING, record);
    return entry;
  }

  /** The last phase of each run, in no order of time. */
  List<JournalEntry> entries() throws IOException {
    Map<String, String> last = new TreeMap<>();
    for (String name : files.names()) {
      int dot = name.lastIndexOf('.');
      if (dot > 0) {
        last.merge(name.substring(0, dot), name, (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
    }
    List<JournalEntry> entries = new ArrayList<>();
    for (String name : last.values()) {
      entries.add(Json.MAPPER.readValue(read(name), JournalEntry.class));
    }
    return entries;
  }

  /** Of a run that got its end just now the end: then its earlier phases are gone. */
  private byte[] read(String name) {
    String end = name.substring(0, name.lastIndexOf('.')) + Phase.FINISHED.suffix();
    try {
      return files.read(name);
    } catch (BelayException e) {
      if (e.code() != ErrorCode.NOT_FOUND || name.equals(end)) {
        throw e;
      }
      return files.read(end);
    }
  }

  /** The runs that have no end yet, without reading the others. */
  List<JournalEntry> unfinished() throws IOException {
    Set<String> names = new HashSet<>(files.names());
    String suffix = Phase.FINISHED.suffix();
    boolean allFinished =
        names.stream().allMatch(n -> names.contains(n.substring(0, n.lastIndexOf('.')) + suffix));
    return allFinished
        ? List.of()
        : entries().stream().filter(e -> e.phase() != Phase.FINISHED).toList();
  }

  /** That run, if it still has no end. */
  Optional<JournalEntry> unfinished(String run) throws IOException {
    return unfinished().stream().filter(e -> e.record().run().equals(run)).findFirst();
  }

  /** The runs of this machine that may have committed and still have files to move. */
  List<JournalEntry> moving() throws IOException {
    return unfinished().stream()
        .filter(e -> e.phase() == Phase.COMMITTING && e.record().changesFolders() && here(e))
        .toList();
  }

  /** Whether that run was on this machine. */
  boolean here(JournalEntry entry) {
    return entry.process().host().equals(host);
  }

  /** Whether the process of that run has certainly ended. */
  boolean ended(JournalEntry entry) {
    return entry.process().ended(host);
  }

  /** Records how a run that another process left behind ended. */
  RunRecord settle(JournalEntry entry, RunOutcome outcome, List<String> notes) throws IOException {
    Entry left = new Entry(entry.record(), entry.address());
    left.mark = entry.mark();
    return left.finish(outcome, notes);
  }

  /** One run being carried out. */
  final class Entry {
    private final Address address;
    private RunRecord record;
    private Optional<String> mark = Optional.empty();

    private Entry(RunRecord record, Address address) {
      this.record = record;
      this.address = address;
    }

    String run() {
      return record.run();
    }

    List<Statistic> figures() {
      return record.statistics();
    }

    /** Recorded with whatever is written next. */
    void figures(List<Statistic> figures) {
      record = record.of(record.profile(), figures);
    }

    String mark() {
      return mark.orElse("");
    }

    /** Records that the transaction is about to commit. Durable when it returns. */
    void committing(String commitMark, List<String> notes) throws IOException {
      mark = Optional.of(commitMark);
      record = with(RunOutcome.RUNNING, Optional.empty(), notes);
      write(Phase.COMMITTING, record);
    }

    /** Notes the structure of the database that the run built, for the record of its end. */
    void built(String structure) {
      record =
          record.built().map(b -> record.withBuilt(new Built(b.kept(), structure))).orElse(record);
    }

    /** Records how the run ended. */
    RunRecord finish(RunOutcome outcome, List<String> notes) throws IOException {
      record = with(outcome, Optional.of(OffsetDateTime.now(clock)), notes);
      write(Phase.FINISHED, record);
      for (Phase phase : List.of(Phase.APPLYING, Phase.COMMITTING)) {
        files.clear(record.run() + phase.suffix());
      }
      return record;
    }

    private RunRecord with(
        RunOutcome outcome, Optional<OffsetDateTime> finished, List<String> more) {
      List<String> notes = new ArrayList<>(record.notes());
      notes.addAll(more);
      return record.with(outcome, finished, notes);
    }

    private void write(Phase phase, RunRecord now) throws IOException {
      JournalEntry entry = new JournalEntry(now, phase, address, mark, ProcessMark.current(host));
      files.write(now.run() + phase.suffix(), Json.MAPPER.writeValueAsBytes(entry));
    }
  }
}
