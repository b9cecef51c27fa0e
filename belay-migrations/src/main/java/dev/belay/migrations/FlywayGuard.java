package dev.belay.migrations;

import dev.belay.Settings;
import dev.belay.model.BelayException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;

/**
 * Takes a safety snapshot before Flyway migrates; none where nothing is pending. Where the snapshot
 * fails, the migration does, before it has changed anything.
 *
 * <pre>{@code
 * Flyway.configure().callbacks(FlywayGuard.of(settings, "shop"))…
 * }</pre>
 */
public final class FlywayGuard implements Callback {
  private static final Log LOG = LogFactory.getLog(FlywayGuard.class);
  private static final int NAMED_AT_MOST = 5;

  private final SafetySnapshot snapshot;

  private FlywayGuard(SafetySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * A guard of one database.
   *
   * @param database what is migrated: a name from the settings, a path or a URL
   */
  public static FlywayGuard of(Settings settings, String database) {
    return new FlywayGuard(new SafetySnapshot(settings, database));
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_MIGRATE;
  }

  /** The snapshot has connections of its own, which nothing of Flyway's may keep waiting. */
  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return false;
  }

  @Override
  public void handle(Event event, Context context) {
    List<MigrationInfo> pending = pending(context.getConfiguration());
    if (pending.isEmpty()) {
      return;
    }
    String what = named(pending);
    try {
      LOG.info(snapshot.before(what, "flyway", context.getConfiguration().getTable()));
    } catch (BelayException e) {
      throw new FlywayException(snapshot.refusal(what, e), e);
    }
  }

  /** Asked without anybody's callbacks: they are meant for commands that people give. */
  private static List<MigrationInfo> pending(Configuration configuration) {
    FluentConfiguration quiet =
        new FluentConfiguration(configuration.getClassLoader())
            .configuration(configuration)
            .callbacks(new Callback[0])
            .skipDefaultCallbacks(true);
    return Arrays.asList(new Flyway(quiet).info().pending());
  }

  private static String named(List<MigrationInfo> pending) {
    String names =
        pending.stream()
            .limit(NAMED_AT_MOST)
            .map(FlywayGuard::name)
            .collect(Collectors.joining(", "));
    int more = pending.size() - NAMED_AT_MOST;
    return "migration " + names + (more > 0 ? " and " + more + " more" : "");
  }

  private static String name(MigrationInfo migration) {
    return migration.getVersion() == null
        ? migration.getDescription()
        : migration.getVersion() + " " + migration.getDescription();
  }

  @Override
  public String getCallbackName() {
    return "belay";
  }
}
