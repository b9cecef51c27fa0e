package dev.belay.cli;

import dev.belay.ExportRequest;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportResult;
import dev.belay.model.StoredFiles;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay export}. */
@Command(
    name = "export",
    description =
        "Write a snapshot or a live database as JSON, CSV, SQL, SQLite or Parquet, without its"
            + " secrets.",
    sortOptions = false)
final class ExportCommand implements Action {
  @Parameters(
      paramLabel = "SNAPSHOT|DB",
      description =
          "An id or the beginning of one, latest, latest~1, latest:DB; or a live database.")
  String source = "";

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "json, csv, sql, sqlite or parquet (default: what the output's name tells).")
  String format = "";

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description =
          "A file, DIR/ for one file a table, or - for standard output; .gz and .zst compress.")
  @Nullable String output;

  @Option(
      names = "--files",
      paramLabel = "DIR",
      description = "The files that a snapshot has beside its tables, into this directory.")
  @Nullable String files;

  @Mixin TableOptions tables = new TableOptions();

  @Option(
      names = "--include-sensitive",
      description = "Passwords, tokens and the like too; the history records it.")
  boolean includeSensitive;

  @Option(
      names = "--formula-guard",
      description = "CSV: text that a spreadsheet would compute gets a ' before it.")
  boolean formulaGuard;

  @Option(names = "--force", description = "Replace files that are there.")
  boolean force;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
  String reason = "";

  @Override
  public int run(Context context) {
    Output out = context.output();
    if (files != null) {
      return files(context, files);
    }
    if (output == null) {
      throw new BelayException(
          ErrorCode.USAGE, "it is not said where to", "give --output PATH, or --files DIR");
    }
    String path = OutputPath.of(context, output);
    try (Session session = context.open()) {
      String key = context.shell().variable("BELAY_MASK_KEY");
      ExportRequest request =
          new ExportRequest(
              session.database(source),
              tables.only,
              tables.excluded,
              format,
              path,
              context.shell().out(),
              includeSensitive,
              key.isEmpty() ? Optional.empty() : Optional.of(key),
              force,
              formulaGuard,
              reason,
              RunOptions.by(),
              Optional.empty());
      ExportResult result = session.belay().export(request, session.progress());
      session.quietProgress();
      tell(out, result);
      if (out.json()) {
        out.document(Shape.of(result));
      } else if (!path.equals(OutputPath.STANDARD)) {
        print(out, result, output);
      }
    }
    return Exit.OK;
  }

  private int files(Context context, String directory) {
    if (output != null) {
      throw new BelayException(
          ErrorCode.USAGE, "--files and --output are two exports", "give one of them");
    }
    try (Session session = context.open()) {
      List<StoredFiles> written =
          session
              .belay()
              .exportFiles(
                  source, context.shell().directory().resolve(directory), session.progress());
      session.quietProgress();
      if (context.output().json()) {
        context.output().document(new FilesShape(directory, SnapshotShapes.files(written)));
      } else {
        written.forEach(f -> context.output().line(SnapshotShapes.text(f)));
      }
    }
    return Exit.OK;
  }

  record FilesShape(String directory, List<SnapshotShapes.File> files) {}

  /** What did not go out, or not as it is, or all the same: beside the data, where it is seen. */
  static void tell(Output out, ExportResult result) {
    if (!result.leftOut().isEmpty()) {
      out.note("left out as sensitive: " + names(result.leftOut()));
    }
    if (!result.masked().isEmpty()) {
      out.note("masked: " + names(result.masked()));
    }
    if (!result.included().isEmpty()) {
      out.warning("sensitive columns went out: " + names(result.included()));
    }
    result
        .converted()
        .forEach(
            c ->
                out.note(
                    Printable.clean(
                        "%s is written as %s: %s".formatted(c.column(), c.as(), c.why()))));
    result.warnings().forEach(out::warning);
  }

  private static String names(List<String> columns) {
    return Printable.clean(String.join(", ", columns));
  }

  static void print(Output out, ExportResult result, String output) {
    int files = result.files().size();
    out.line(
        "%s of %s as %s in %s: %s, %s, %s"
            .formatted(
                result.snapshot().map(s -> "snapshot " + Human.id(s)).orElse("the live database"),
                Printable.clean(result.database()),
                result.format(),
                Printable.clean(output) + (files > 1 ? " (" + files + " files)" : ""),
                Human.count(result.tables().size(), "table"),
                Human.count(result.rows(), "row"),
                Human.bytes(result.bytes())));
  }

  /** The document of {@code --json}. */
  record Shape(
      String database,
      @Nullable String snapshot,
      String time,
      String format,
      List<String> files,
      List<Count> tables,
      long rows,
      long bytes,
      List<String> leftOut,
      List<String> masked,
      List<String> includedSensitive,
      List<Converted> converted,
      List<String> warnings,
      double seconds) {
    record Count(String table, long rows) {}

    record Converted(String column, String as, String why) {}

    static Shape of(ExportResult r) {
      return new Shape(
          r.database(),
          Shapes.orNull(r.snapshot()),
          Shapes.time(r.time()),
          r.format(),
          r.files(),
          r.tables().stream().map(t -> new Count(t.table().toString(), t.rows())).toList(),
          r.rows(),
          r.bytes(),
          r.leftOut(),
          r.masked(),
          r.included(),
          r.converted().stream().map(c -> new Converted(c.column(), c.as(), c.why())).toList(),
          r.warnings(),
          r.seconds());
    }
  }
}
