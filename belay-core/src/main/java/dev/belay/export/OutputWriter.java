package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.snapshot.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes content to where it is to go: every file whole, or none. */
final class OutputWriter {
  private final Output output;
  private final Format format;
  private final Format.Options options;

  /**
   * USAGE where nothing tells the format.
   *
   * @param structure whether the structure is wanted, too, of a format that can do without
   */
  OutputWriter(Output output, boolean structure) {
    this.output = output;
    this.format = format();
    this.options =
        new Format.Options(output.formulaGuard(), structure || format.name().equals("sql"));
  }

  /**
   * What was written.
   *
   * @param format the format's name
   * @param files the files
   * @param bytes how large they are together
   */
  record Written(String format, List<String> files, long bytes) {}

  private Format format() {
    if (!output.format().isEmpty()) {
      return Formats.named(output.format());
    }
    if (output.place().equals("-") || directory()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "the format is missing",
          "say it with --format " + String.join("|", Formats.names()));
    }
    return Formats.of(output.place());
  }

  private boolean directory() {
    return output.place().endsWith("/") || Files.isDirectory(Path.of(output.place()));
  }

  /** Writes it; whatever fails leaves nothing under its name. */
  Written write(Content content) throws IOException {
    if (output.place().equals("-")) {
      return standard(content);
    }
    if (directory()) {
      return many(content);
    }
    requireOneTable(content);
    try (OutputFile file = OutputFile.begin(Path.of(output.place()), output.overwrite())) {
      format.write(content, file, options);
      file.finish();
      long bytes = file.publish();
      return new Written(format.name(), List.of(file.target().toString()), bytes);
    }
  }

  private void requireOneTable(Content content) {
    if (!format.manyTables() && content.tables().size() > 1) {
      throw new BelayException(
          ErrorCode.USAGE,
          "a %s file holds one table, and here are %d"
              .formatted(format.name(), content.tables().size()),
          "name one with --table, or give a directory: --output DIR/");
    }
  }

  private Written standard(Content content) throws IOException {
    if (!format.streams()) {
      throw new BelayException(
          ErrorCode.USAGE,
          format.name() + " can't be written to standard output",
          "give a file with --output");
    }
    requireOneTable(content);
    format.write(
        content,
        new Destination() {
          @Override
          public OutputStream stream() {
            return output.standard();
          }

          @Override
          public Path file() {
            throw new IllegalStateException(format.name() + " said that it streams");
          }
        },
        options);
    output.standard().flush();
    return new Written(format.name(), List.of(), 0);
  }

  /** One file a table, and the summary: nothing has its name before everything is written. */
  private Written many(Content content) throws IOException {
    Path directory = Path.of(output.place());
    makeDirectory(directory);
    List<OutputFile> files = new ArrayList<>();
    try (PrivateDirectory workshop = OutputFile.workshop(directory, directory)) {
      List<Path> targets = new ArrayList<>();
      for (ExportTable table : content.tables()) {
        targets.add(directory.resolve(FileName.of(table.name()) + "." + format.suffixes().get(0)));
      }
      Path summary = directory.resolve("summary.json");
      targets.forEach(t -> OutputFile.requireFree(t.toAbsolutePath(), output.overwrite()));
      OutputFile.requireFree(summary.toAbsolutePath(), output.overwrite());
      for (int i = 0; i < targets.size(); i++) {
        OutputFile file = OutputFile.begin(targets.get(i), output.overwrite(), workshop);
        files.add(file);
        format.write(content.only(content.tables().get(i)), file, options);
        file.finish();
      }
      OutputFile last = OutputFile.begin(summary, output.overwrite(), workshop);
      files.add(last);
      last.stream()
          .write(
              Json.MAPPER
                  .writerWithDefaultPrettyPrinter()
                  .writeValueAsBytes(Summary.of(format.name(), content, targets)));
      last.finish();
      long bytes = 0;
      for (OutputFile file : files) {
        bytes += file.publish();
      }
      return new Written(
          format.name(), files.stream().map(f -> f.target().toString()).toList(), bytes);
    } finally {
      for (OutputFile file : files) {
        file.close();
      }
    }
  }

  private static void makeDirectory(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().normalize().getParent();
    if (!Files.isDirectory(directory) && (parent == null || !Files.isDirectory(parent))) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no directory " + parent + " for " + directory,
          "make the directory first");
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new BelayException(
          ErrorCode.REFUSED, directory + " is there and is no directory", "choose another name");
    }
    Files.createDirectories(directory);
  }
}
