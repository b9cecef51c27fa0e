package dev.belay;

import dev.belay.backup.Backup;
import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.Selection;
import dev.belay.repository.Repository;
import java.io.IOException;
import java.util.Optional;

/** Takes snapshots, whole or by a profile. */
final class Backups {
  private final Workspace workspace;

  Backups(Workspace workspace) {
    this.workspace = workspace;
  }

  BackupResult run(BackupRequest request, Progress progress) throws IOException {
    Optional<Profile> profile = request.profile().map(workspace.profiles()::find);
    Backup.Order order = order(request, profile);
    Backup backup = new Backup(workspace.options(), workspace.settings().clock(), Version.TOOL);
    if (request.dryRun()) {
      return backup.dryRun(order, progress);
    }
    order.database().requireExists();
    if (!workspace.repositories().exists()) {
      // What is no database makes no repository and no key.
      backup.require(order);
    }
    return new HookRunner(progress)
        .aroundBackup(profile, () -> take(backup, order, progress), BackupResult::withWarning);
  }

  private BackupResult take(Backup backup, Backup.Order order, Progress progress)
      throws IOException {
    Repository repository = workspace.repositories().openOrCreate();
    Snapshots snapshots = new Snapshots(repository).remembering();
    String profile = order.profile().map(Profile::name).orElse("");
    Backup.Taken taken =
        backup.run(order, repository, snapshots.predecessors(order.name(), profile), progress);
    return new Growths(snapshots).warned(taken.result(), taken.manifest());
  }

  private Backup.Order order(BackupRequest request, Optional<Profile> profile) {
    Selection selection = new Selection(request.tables(), request.excludeTables());
    if (profile.isPresent() && !selection.whole()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "a profile chooses the tables, so that none can be named beside it",
          "leave the tables out, or the profile");
    }
    Databases.Found found =
        workspace
            .databases()
            .find(
                request.database().isEmpty() && profile.isPresent()
                    ? workspace.profiles().database(profile.get())
                    : request.database());
    return new Backup.Order(
        found.database(),
        found.name(),
        selection,
        request.type(),
        request.description(),
        request.createdBy(),
        request.tags(),
        profile);
  }
}
