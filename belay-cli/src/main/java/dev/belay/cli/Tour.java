package dev.belay.cli;

import dev.belay.config.KeyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs real commands in a directory of their own and shows each as a person would type it. */
final class Tour {
  private static final Pattern PLAN = Pattern.compile("Plan (?:\u001b\\[1m)?([0-9a-f]{16})");

  private final Context context;
  private final Output output;
  private final Style style;
  private final Path directory;
  private int steps;
  private int exit = Exit.OK;
  private String said = "";

  Tour(Context context, Path directory) {
    this.context = context;
    this.output = context.output();
    this.style = output.style();
    this.directory = directory;
  }

  void say(String text) {
    output.line(text);
  }

  /** The heading of what comes next. */
  void step(String title) {
    if (exit == Exit.OK) {
      if (steps == 0) {
        output.gap();
      }
      output.line(style.bold(++steps + ". " + title));
      output.gap();
    }
  }

  void gap() {
    output.gap();
  }

  /** Shows a statement that the application ran. */
  void sql(String sql, int rows) {
    if (exit == Exit.OK) {
      output.line(
          style.green("sqlite> ") + sql + ";  " + style.dim("-- " + Human.count(rows, "row")));
    }
  }

  /** Runs a command; after one that failed, none. */
  void belay(String... args) {
    if (exit != Exit.OK) {
      return;
    }
    StringBuilder typed = new StringBuilder();
    for (String arg : args) {
      typed.append(' ').append(arg.contains(" ") ? '"' + arg + '"' : arg);
    }
    output.line(style.green("$ ") + style.bold("belay" + typed));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(text, true, StandardCharsets.UTF_8);
    exit = Main.run(shell(stream), context.interrupts(), args);
    said = text.toString(StandardCharsets.UTF_8);
    said.lines().forEach(output::line);
    output.gap();
    context.shell().out().flush();
  }

  /** The id of the plan that the last command showed. */
  String lastPlan() {
    Matcher matcher = PLAN.matcher(said);
    return matcher.find() ? matcher.group(1) : "none";
  }

  /** Says where everything is, and how to go on; gives the exit code of the tour. */
  int end() throws IOException {
    if (exit != Exit.OK) {
      output.line("The tour ended early; its files are in " + directory);
      return exit;
    }
    Path key = config().resolve("belay").resolve("keys").resolve(KeyFile.nameFor(repository()));
    Files.writeString(
        directory.resolve("belay.yaml"),
        """
        # Names for what belay would otherwise be told each time. The tour's key lies here, too; yours is kept in ~/.config/belay/keys.
        repository:
          path: .belay/repo
          password-file: %s
        databases:
          shop: shop.db
        """
            .formatted(directory.relativize(key)));
    output.line("The files of this tour are in " + style.bold(directory.toString()));
    output.line("Go on there as you like (and delete it when you are done):");
    output.gap();
    output.line("  cd " + directory);
    output.line("  belay list");
    output.line("  belay restore latest --table customers     asks before it changes anything");
    output.gap();
    output.line(
        "Then your own: belay backup path/to/app.db, or belay backup postgresql://user@host/name");
    return exit;
  }

  /** Nothing of the person's own settings, repository or keys is seen or touched. */
  private Shell shell(PrintStream stream) {
    Shell outer = context.shell();
    Map<String, String> environment = new HashMap<>(outer.environment());
    environment.keySet().removeIf(name -> name.startsWith("BELAY_"));
    environment.put("XDG_CONFIG_HOME", config().toString());
    boolean colours = output.json() ? outer.terminals().err() : outer.terminals().out();
    return new Shell(
        environment,
        directory,
        InputStream.nullInputStream(),
        stream,
        stream,
        new Shell.Terminals(false, colours, false),
        outer.columns(),
        outer.times());
  }

  private Path config() {
    return directory.resolve("config");
  }

  private Path repository() {
    return directory.resolve(".belay").resolve("repo");
  }
}
