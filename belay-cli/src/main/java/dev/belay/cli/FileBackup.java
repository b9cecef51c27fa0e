package dev.belay.cli;

import dev.belay.ExportRequest;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code belay backup --output}: everything in one file. */
final class FileBackup {
  private FileBackup() {}

  static int run(Context context, BackupCommand command, String file) {
    Output out = context.output();
    List<String> beside = beside(command);
    if (!beside.isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          String.join(", ", beside) + " says something of a snapshot, and a file is none",
          "leave out that, or --output");
    }
    String path = OutputPath.of(context, file);
    if (path.endsWith("/") || Files.isDirectory(Path.of(path))) {
      throw new BelayException(
          ErrorCode.USAGE,
          "--output names a directory",
          "give the file's name: --output app.json.gz");
    }
    try (Session session = context.open()) {
      ExportRequest request =
          new ExportRequest(
              session.database(command.database, command.profile),
              command.tables.only,
              command.tables.excluded,
              "json",
              path,
              context.shell().out(),
              true,
              Optional.empty(),
              command.force,
              false,
              "",
              RunOptions.by(),
              Optional.ofNullable(command.profile));
      ExportResult result = session.belay().backupToFile(request, session.progress());
      session.quietProgress();
      result.warnings().forEach(out::warning);
      if (out.json()) {
        out.document(ExportCommand.Shape.of(result));
      } else if (!path.equals(OutputPath.STANDARD)) {
        ExportCommand.print(out, result, file);
        out.note("the file is not encrypted and holds everything, passwords and tokens too");
        out.next("see what a restore would change", "belay restore " + file + " --dry-run");
      }
    }
    return Exit.OK;
  }

  private static List<String> beside(BackupCommand command) {
    java.util.ArrayList<String> beside = new java.util.ArrayList<>();
    if (command.dryRun) {
      beside.add("--dry-run");
    }
    if (!command.tags.isEmpty()) {
      beside.add("--tag");
    }
    if (!command.description.isEmpty()) {
      beside.add("--description");
    }
    return beside;
  }
}
