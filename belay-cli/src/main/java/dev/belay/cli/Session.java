package dev.belay.cli;

import dev.belay.Belay;
import dev.belay.Settings;
import dev.belay.Target;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open Belay for the length of one command. */
final class Session implements AutoCloseable {
  private final Context context;
  private final Settings settings;
  private final Belay belay;
  private final ProgressLine progress;
  private final List<RunRecord> interrupted;

  private Session(Context context, Settings settings, Belay belay, List<RunRecord> interrupted) {
    this.context = context;
    this.settings = settings;
    this.belay = belay;
    this.progress = new ProgressLine(context);
    this.interrupted = interrupted;
  }

  static Session open(Context context) {
    Settings settings = Setup.of(context);
    Belay belay = Belay.open(settings);
    belay.onMade(context.output()::note);
    belay.onWarning(context.output()::warning);
    try {
      Session session = new Session(context, settings, belay, belay.recover());
      session.interrupted.forEach(session::tell);
      return session;
    } catch (RuntimeException e) {
      belay.close();
      throw e;
    }
  }

  /** Opens it also where the repository can't be: for telling what is wrong. */
  static Session openWhateverIsWrong(Context context) {
    Settings settings = Setup.of(context);
    try {
      return open(context);
    } catch (BelayException e) {
      return new Session(context, settings, Belay.open(settings), List.of());
    }
  }

  Belay belay() {
    return belay;
  }

  Progress progress() {
    return progress;
  }

  /** Takes the progress line off the screen, before anything else is said. */
  void quietProgress() {
    progress.clear();
  }

  /** Refuses to change a database while nobody knows what an interrupted run did to it. */
  void needSettled(String database) {
    for (RunRecord run : interrupted) {
      if (run.outcome() == RunOutcome.UNKNOWN && run.database().equals(database)) {
        throw new BelayException(
            ErrorCode.RECOVERY_NEEDED,
            "run %s on %s was interrupted, and whether it committed can't be told"
                .formatted(Human.id(run.run()), run.database()),
            "belay history %s says what is known; compare (belay diff %s), then give this command again"
                .formatted(Human.id(run.run()), run.safety().map(Human::id).orElse("SNAPSHOT")));
      }
    }
  }

  /**
   * A database as the person named it. A relative path of a file starts from the shell's directory,
   * which is not always the process's.
   */
  String database(String reference) {
    if (References.hasPassword(reference) && context.shell().interactive()) {
      context
          .output()
          .warning(
              "a password in a command is seen in the process list and kept in the shell's history;"
                  + " better PGPASSWORD, ~/.pgpass, or "
                  + settings.called());
    }
    return References.absolute(context.shell(), reference);
  }

  /** The same; where none was named, the one that a profile is for. */
  String database(@Nullable String reference, @Nullable String profile) {
    if (reference != null) {
      return database(reference);
    }
    if (profile == null) {
      throw new BelayException(
          ErrorCode.USAGE,
          "no database is named",
          "give a name from %s, the path of a SQLite file, or a postgresql:// URL"
              .formatted(settings.called()));
    }
    return belay.databaseOf(profile);
  }

  /** What a restore takes: a snapshot stays as it is, a file's path starts from the shell. */
  String source(String reference) {
    return References.absolute(context.shell(), reference);
  }

  /** The name that a database's snapshots carry; NOT_FOUND where the reference is to none. */
  String nameOf(String reference) {
    return belay.resolve(database(reference)).name();
  }

  /** The only database that has a name, where there is just one. */
  Optional<String> onlyOne() {
    return settings.databases().size() == 1
        ? settings.databases().keySet().stream().findFirst()
        : Optional.empty();
  }

  /** Whether there is such a database, be it without a snapshot. */
  boolean knows(String reference) {
    try {
      Target target = belay.resolve(database(reference));
      return settings.databases().containsKey(target.name());
    } catch (BelayException e) {
      return false;
    }
  }

  /** Whether destructive commands want the name of this database typed. */
  boolean isProtected(String name) {
    Target named = settings.databases().get(name);
    return named != null && named.isProtected();
  }

  /** Whether snapshots of this database go to other repositories, too. */
  boolean hasCopies(String name) {
    return !settings.copies().of(name).isEmpty();
  }

  private void tell(RunRecord run) {
    String what =
        "%s %s on %s, begun %s, was interrupted: "
            .formatted(
                run.command(),
                Human.id(run.run()),
                run.database(),
                context.shell().times().when(run.started()));
    context
        .output()
        .warning(
            what
                + switch (run.outcome()) {
                  case COMMITTED -> "it had committed, and the database is as it was planned";
                  case UNKNOWN -> "whether it committed can't be told";
                  default -> "the database is as it was before";
                });
  }

  @Override
  public void close() {
    progress.clear();
    belay.close();
  }
}
