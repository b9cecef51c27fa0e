package dev.belay.cli;

import dev.belay.BackupRequest;
import dev.belay.CopyRequest;
import dev.belay.model.BackupResult;
import dev.belay.model.CopyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay backup}. */
@Command(name = "backup", description = "Take a snapshot of a database.", sortOptions = false)
final class BackupCommand implements Action {
  @Parameters(
      arity = "0..1",
      paramLabel = "DB",
      description =
          "A name from belay.yaml, a SQLite file, or a postgresql:// URL; may be left out where a"
              + " profile names it.")
  @Nullable String database;

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "What this profile of belay.yaml chooses: a selective snapshot.")
  @Nullable String profile;

  @Mixin TableOptions tables = new TableOptions();

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "The snapshot's type (default: manual).")
  String type = "manual";

  @Option(names = "--description", paramLabel = "TEXT", description = "A word for people.")
  String description = "";

  @Option(
      names = "--created-by",
      paramLabel = "WHO",
      description = "Who takes it (default: the system user).")
  @Nullable String createdBy;

  @Option(names = "--tag", paramLabel = "T", description = "A tag; may be repeated.")
  List<String> tags = new ArrayList<>();

  @Option(names = "--dry-run", description = "Read and count, write nothing.")
  boolean dryRun;

  @Option(
      names = "--output",
      paramLabel = "FILE.json[.gz]",
      description = "Into one file, secrets and all, instead of the repository; restore takes it.")
  @Nullable String file;

  @Option(names = "--force", description = "With --output: replace a file that is there.")
  boolean force;

  @Override
  public int run(Context context) {
    Output output = context.output();
    if (file != null) {
      return FileBackup.run(context, this, file);
    }
    try (Session session = context.open()) {
      String reference = session.database(database, profile);
      BackupRequest request =
          new BackupRequest(
              reference,
              tables.only,
              tables.excluded,
              type,
              description,
              createdBy == null ? RunOptions.by() : createdBy,
              Tags.of(tags),
              dryRun,
              Optional.ofNullable(profile));
      BackupResult result = session.belay().backup(request, session.progress());
      // The snapshot is safe from here on, whatever becomes of its copies.
      CopyResult copies = copies(session, reference, result);
      session.quietProgress();
      result.warnings().forEach(output::warning);
      if (output.json()) {
        output.document(SnapshotShapes.Backup.of(result, copies, profile));
      } else {
        print(output, result, profile);
      }
      CopyCommand.print(output, copies);
      if (!copies.ok()) {
        output.next("the snapshot itself is safe; copy it later", "belay copy");
      }
      return copies.ok() ? Exit.OK : Exit.FAILED;
    }
  }

  private static CopyResult copies(Session session, String reference, BackupResult result) {
    return result.snapshot().isPresent() && session.hasCopies(result.database())
        ? session.belay().copy(CopyRequest.of(reference), session.progress())
        : new CopyResult(List.of());
  }

  private static void print(Output output, BackupResult result, @Nullable String profile) {
    String size =
        Human.count(result.tables().size(), "table")
            + ", "
            + Human.count(result.rows(), "row")
            + ", "
            + Human.bytes(result.bytes());
    if (result.snapshot().isEmpty()) {
      Columns columns = new Columns().left("table").right("rows").right("size");
      result
          .tables()
          .forEach(
              t ->
                  columns.row(
                      Printable.clean(t.table().toString()),
                      Human.count(t.rows()),
                      Human.bytes(t.bytes())));
      output.lines(columns);
      output.line("a dry run: " + size + " would be read; nothing was stored");
      return;
    }
    String id = Human.id(result.snapshot().get());
    output.line(
        "%ssnapshot %s of %s%s: %s, %s stored in %s"
            .formatted(
                profile == null ? "" : "selective ",
                output.style().bold(id),
                Printable.clean(result.database()),
                profile == null ? "" : " (profile " + profile + ")",
                size,
                Human.bytes(result.bytesStored()),
                Human.seconds(result.seconds())));
    output.next("see later what changed", "belay diff " + id);
  }
}
