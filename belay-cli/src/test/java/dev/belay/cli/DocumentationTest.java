package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README and guide tell people to type works. The lines of their console blocks that begin
 * with {@code $ belay} or {@code $ sqlite3} are carried out one after the other on a sample
 * database; {@code # exit N} at a line's end is the exit code that it is to have, else 0. A plan's
 * id is that of the last plan that was shown.
 */
final class DocumentationTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```");
  private static final Pattern EXIT = Pattern.compile("\\s+# exit (\\d+)\\s*$");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final Pattern PLAN = Pattern.compile("(?:Plan |\"plan\" ?: ?\")([0-9a-f]{16})");

  @TempDir private Path directory;
  private String lastPlan = "";

  @Test
  void every_command_of_the_readme_works() throws Exception {
    carryOut("README.md");
  }

  @Test
  void every_command_of_the_guide_works() throws Exception {
    carryOut("docs/guide.md");
  }

  private void carryOut(String document) throws IOException, SQLException {
    new DemoDatabase(directory.resolve("app.db")).fill();
    List<String> lines = commands(Files.readString(Path.of("..").resolve(document)));
    assertThat(lines).as("commands in " + document).isNotEmpty();
    for (String line : lines) {
      if (line.startsWith("sqlite3 ")) {
        sqlite(words(line));
      } else {
        belay(line);
      }
    }
  }

  private static List<String> commands(String document) {
    List<String> commands = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(document);
    while (blocks.find()) {
      blocks
          .group(1)
          .lines()
          .filter(line -> line.matches("\\$ (\\./)?(belay|sqlite3) .*"))
          .map(line -> line.replaceFirst("^\\$ (\\./)?", ""))
          .filter(line -> !line.startsWith("belay demo"))
          .forEach(commands::add);
    }
    return commands;
  }

  private void belay(String line) {
    Matcher expected = EXIT.matcher(line);
    int exit = expected.find() ? Integer.parseInt(expected.group(1)) : 0;
    List<String> words = words(EXIT.matcher(line).replaceFirst(""));
    int plan = words.indexOf("--plan");
    if (plan >= 0) {
      words.set(plan + 1, lastPlan);
    }
    // The process's own directory is not the one that the sample lies in.
    words.replaceAll(word -> word.endsWith(".db") ? directory.resolve(word).toString() : word);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            shell(words.contains("undo") ? "UNDO\n" : "RESTORE\n", out, err),
            new Interrupts(),
            words.subList(1, words.size()).toArray(String[]::new));
    String said = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    assertThat(code).as(line + "\n" + said).isEqualTo(exit);
    Matcher shown = PLAN.matcher(said);
    while (shown.find()) {
      lastPlan = shown.group(1);
    }
  }

  /** A person at a terminal who types that. */
  private Shell shell(String typed, ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Shell(
        Map.of("HOME", directory.resolve("home").toString()),
        directory,
        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Shell.Terminals.ALL,
        100,
        new Times(Clock.system(ZoneOffset.UTC), TimeZone.getTimeZone("UTC")));
  }

  private void sqlite(List<String> words) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(words.get(1)));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(words.get(2))).as(words.get(2)).isPositive();
    }
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words;
  }
}
