package dev.belay.migrations;

import dev.belay.Settings;
import dev.belay.model.BelayException;
import java.util.concurrent.atomic.AtomicBoolean;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.RunStatus;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.structure.core.Table;

/**
 * Takes a safety snapshot before the first change set of an update; none where nothing is to run.
 * Where the snapshot fails, the update does, before it has changed anything. For one update.
 *
 * <pre>{@code
 * liquibase.setChangeExecListener(LiquibaseGuard.of(settings, "shop"));
 * }</pre>
 */
public final class LiquibaseGuard extends AbstractChangeExecListener {
  private final SafetySnapshot snapshot;
  private final AtomicBoolean taken = new AtomicBoolean();

  private LiquibaseGuard(SafetySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * A guard of one update.
   *
   * @param database what is migrated: a name from the settings, a path or a URL
   */
  public static LiquibaseGuard of(Settings settings, String database) {
    return new LiquibaseGuard(new SafetySnapshot(settings, database));
  }

  @Override
  public void willRun(
      ChangeSet changeSet, DatabaseChangeLog log, Database database, RunStatus status) {
    if (!taken.compareAndSet(false, true)) {
      return;
    }
    String what =
        "change set %s of %s in %s"
            .formatted(changeSet.getId(), changeSet.getAuthor(), changeSet.getFilePath());
    try {
      String told = snapshot.before(what, "liquibase", history(database));
      Scope.getCurrentScope().getLog(LiquibaseGuard.class).info(told);
    } catch (BelayException e) {
      taken.set(false);
      throw new UnexpectedLiquibaseException(snapshot.refusal(what, e), e);
    }
  }

  /** Its two tables, in the database's own letters. */
  private static String history(Database database) {
    return "\""
        + database.correctObjectName(database.getDatabaseChangeLogTableName(), Table.class)
        + "*\"";
  }
}
