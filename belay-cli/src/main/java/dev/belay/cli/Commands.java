package dev.belay.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands by their names, in the order that help lists them. */
final class Commands {
  private static final int MAX_HELP_WIDTH = 100;

  private Commands() {}

  private static Map<String, Supplier<Object>> all() {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("backup", BackupCommand::new);
    all.put("list", ListCommand::new);
    all.put("show", ShowCommand::new);
    all.put("diff", DiffCommand::new);
    all.put("log", LogCommand::new);
    all.put("restore", RestoreCommand::new);
    all.put("cleanup", CleanupCommand::new);
    all.put("undo", UndoCommand::new);
    all.put("reset", ResetCommand::new);
    all.put("history", HistoryCommand::new);
    all.put("export", ExportCommand::new);
    all.put("forget", ForgetCommand::new);
    all.put("prune", PruneCommand::new);
    all.put("query", QueryCommand::new);
    all.put("check", CheckCommand::new);
    all.put("copy", CopyCommand::new);
    all.put("store", StoreCommand::new);
    all.put("pin", PinCommand.Pin::new);
    all.put("unpin", PinCommand.Unpin::new);
    all.put("delete", DeleteCommand::new);
    all.put("undelete", UndeleteCommand::new);
    all.put("tag", TagCommand::new);
    all.put("describe", DescribeCommand::new);
    all.put("key", KeyCommand::new);
    all.put("info", InfoCommand::new);
    all.put("demo", DemoCommand::new);
    all.put("completion", CompletionCommand::new);
    all.put("help", HelpCommand::new);
    return all;
  }

  static List<String> names() {
    return List.copyOf(all().keySet());
  }

  /** All of them. */
  static CommandLine line(GlobalOptions options, Shell shell) {
    return line(options, shell, all());
  }

  /**
   * Those that the words may be about. Learning a command's options by reflection takes longer than
   * listing snapshots, so the others are left out.
   */
  static CommandLine line(GlobalOptions options, Shell shell, String... args) {
    Map<String, Supplier<Object>> some = all();
    some.keySet().retainAll(Arrays.asList(args));
    boolean any = some.isEmpty() || args[0].equals("-h") || args[0].equals("--help");
    return line(options, shell, any ? all() : some);
  }

  private static CommandLine line(
      GlobalOptions options, Shell shell, Map<String, Supplier<Object>> commands) {
    CommandLine line = new CommandLine(options);
    commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    int width = shell.columns() == 0 ? MAX_HELP_WIDTH : Math.min(shell.columns(), MAX_HELP_WIDTH);
    line.setUsageHelpWidth(Math.max(55, width));
    line.setUsageHelpLongOptionsMaxWidth(34);
    return line;
  }
}
