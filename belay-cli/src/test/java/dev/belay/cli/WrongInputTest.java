package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever is wrong: one line that names it, one that says what to do, the right exit code, and
 * nothing changed.
 */
class WrongInputTest {
  private static final Pattern SPACE = Pattern.compile(" +");

  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));

  @BeforeEach
  void files() throws IOException {
    cli = new Cli(directory).shop();
    Files.createDirectory(directory.resolve("folder.db"));
    cli.write("text.db", "These are words and not a database.\n".repeat(100));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          2 | a command is missing             |
          2 | unknown command lst. Did you mean list? | lst
          2 | unknown command key lst. Did you mean list? | key lst
          2 | key wants one of: list           | key
          2 | unknown option --jsn. Did you mean --json? | list --jsn
          2 | unknown option --tabel. Did you mean --table? | backup shop.db --tabel x
          2 | backup does not take             | backup shop.db other.db
          2 | no database is named             | backup
          2 | mrge is none of replace, merge, missing. Did you mean merge? | restore latest --mode mrge
          2 | undo knows only --mode replace   | undo --mode merge
          2 | --limit is -1                    | list --limit -1
          2 | 'x' is not an int                | list --limit x
          2 | no completion for the shell fsh. Did you mean fish? | completion fsh
          2 | unknown command bakup. Did you mean backup? | help bakup
          2 | gone.db                          | backup gone.db
          2 | nosuch                           | backup nosuch
          2 | no configuration                 | --config none.yaml list
          2 | there is no repository at        | list
          2 | there is no repository at        | show latest
          2 | there is no repository at        | key list
          2 | there is no repository at        | check
          2 | there is no repository at        | restore latest --dry-run
          2 | there is no repository at        | undo --yes
          """)
  void is_told_before_there_is_a_repository(int exit, String message, String words) {
    Cli.Result result = run(words);

    assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
    assertThat(result.out()).isEmpty();
    String expected = message.equals("no configuration") ? "none.yaml does not exist" : message;
    assertThat(result.err()).startsWith("belay: ").contains(expected).doesNotContain("\tat ");
    assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
    assertThat(directory.resolve(".belay")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          2 | no snapshot                      | show 0000abcd
          2 | nothing                          | show latest:nothing
          2 | is no snapshot                   | restore shop.db --yes
          2 | ordrs                            | backup shop.db --table ordrs
          2 | ordrs                            | diff latest --table ordrs
          2 | ordrs                            | restore latest --table ordrs --yes
          2 | nosuch                           | diff nosuch
          2 | nosuch                           | history nosuch
          2 | no run to undo                   | undo --yes
          2 | nosuch                           | restore latest --db nosuch --yes
          2 | gone.db                          | restore latest --db gone.db --yes
          3 | not a file but a directory       | backup folder.db
          5 | text.db                          | backup text.db
          """)
  void is_told_where_there_is_one(int exit, String message, String words) {
    cli.ok("backup", "shop.db");

    Cli.Result result = run(words);
    assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
    assertThat(result.err()).startsWith("belay: ").contains(message).doesNotContain("\tat ");
    assertThat(cli.ok("list", "--json").json().get("snapshots")).hasSize(1);
  }

  @Test
  void a_mistyped_table_is_answered_with_the_nearest_one() {
    assertThat(cli.run("backup", "shop.db", "--table", "ordrs").err()).contains("orders");
  }

  @Test
  void an_error_in_the_words_is_a_document_where_json_is_wanted() {
    Cli.Result result = cli.run("list", "--json", "--limt", "3");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.json().at("/error/code").asText()).isEqualTo("usage");
    assertThat(result.json().at("/error/message").asText()).contains("Did you mean --limit?");
    assertThat(result.json().at("/error/hint").asText()).isEqualTo("belay help list");
  }

  @Test
  void a_stack_trace_is_shown_only_with_verbose() {
    assertThat(cli.run("list").err()).doesNotContain("BelayException");
    assertThat(cli.run("list", "--verbose").err()).contains("BelayException", "\tat ");
  }

  private Cli.Result run(@org.jspecify.annotations.Nullable String words) {
    return cli.run(words == null ? new String[0] : SPACE.split(words));
  }
}
