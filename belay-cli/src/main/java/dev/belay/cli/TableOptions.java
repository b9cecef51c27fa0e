package dev.belay.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which tables a command is for. */
final class TableOptions {
  @Option(names = "--table", paramLabel = "T", description = "Only this table; may be repeated.")
  List<String> only = new ArrayList<>();

  @Option(
      names = "--exclude-table",
      paramLabel = "T",
      description = "All tables but this; may be repeated.")
  List<String> excluded = new ArrayList<>();
}
