package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each command with each wrong thing: the documented exit code, one line of what, one of what to
 * do, and every file of the directory as it was.
 *
 * <p>A row is: exit code, a word of the message, the command, and what is typed where somebody sits
 * at a terminal ({@code ^J} ends a line, {@code ^C} is Ctrl+C, {@code ^D} the end of input). A
 * {@code _} inside a word of the command is a space.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private static final Pattern SPACE = Pattern.compile(" +");

  private Cli cli = new Cli(Path.of("."));
  private Cli fresh = new Cli(Path.of("."));

  @BeforeAll
  void things(@TempDir Path bare, @TempDir Path used) throws IOException {
    fresh = new Cli(bare).with("NO_COLOR", "1");
    new BadInputs(fresh).files();
    cli = new Cli(used).with("NO_COLOR", "1");
    new BadInputs(cli).files().repository();
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          2 | gone.db            | backup gone.db
          3 | directory          | backup folder.db
          3 | empty.db           | backup empty.db
          5 | text.db            | backup text.db
          5 | stub.db            | backup stub.db
          2 | gone.db            | backup gone.db --dry-run
          2 | ordrs              | backup shop.db --table ordrs
          2 | orders             | backup shop.db --exclude-table ordrs
          2 | profile            | backup shop.db --profile nothing
          2 | tble               | --config table.yaml backup shop --profile tble
          2 | orders             | --config table.yaml backup --profile table
          2 | group              | --config group.yaml backup --profile group
          2 | history            | --config nogroup.yaml backup --profile nogroup
          2 | nme                | --config where.yaml backup --profile where
          1 | no-such-program    | --config hook.yaml backup --profile hook
          2 | include            | --config key.yaml backup --profile key
          2 | unit.yaml          | --config unit.yaml backup --profile unit
          2 | syntax.yaml        | --config syntax.yaml backup shop.db
          2 | gone.yaml          | --config gone.yaml backup shop.db
          2 | folder.json        | --config folder.json backup shop.db
          2 | other.db           | --config other.db backup shop.db
          2 | directory          | backup shop.db --output folder.json
          2 | nowhere            | backup shop.db --output nowhere/x.json
          3 | foreign.json       | backup shop.db --output foreign.json
          2 | repository         | restore latest --yes
          2 | foreign.json       | restore foreign.json --db shop.db --yes
          2 | repository         | diff latest
          2 | repository         | undo --yes
          2 | repository         | export latest --output x.json
          2 | repository         | query latest select_1
          2 | repository         | check
          2 | repository         | forget --keep-last 1 --yes
          2 | repository         | copy
          2 | repository         | key list
          2 | repository         | key add --new-password-file nokey.key
          2 | repository         | key kit --show-secret
          2 | repository         | log shop.db customers 1
          2 | repository         | show latest
          2 | repository         | list
          """)
  void is_told_where_there_is_no_repository_and_makes_none(int exit, String word, String words)
      throws IOException {
    wrong(fresh, exit, word, words, null);
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          2 | gone.db            | restore gone.db --db shop.db --yes
          2 | gone.json          | restore gone.json --db shop.db --yes
          3 | directory          | restore folder.json --db shop.db --yes
          3 | folder.db          | restore folder.db --db shop.db --yes
          3 | empty.db           | restore empty.db --db shop.db --yes
          2 | empty.json         | restore empty.json --db shop.db --yes
          2 | empty.json.gz      | restore empty.json.gz --db shop.db --yes
          5 | empty.csv          | restore empty.csv --db shop.db --yes
          5 | text.db            | restore text.db --db shop.db --yes
          5 | stub.db            | restore stub.db --db shop.db --yes
          5 | cut.db             | restore cut.db --db shop.db --yes
          3 | notes              | restore other.db --db shop.db --yes
          2 | foreign.json       | restore foreign.json --db shop.db --yes
          2 | list.json          | restore list.json --db shop.db --yes
          2 | words.json         | restore words.json --db shop.db --yes
          3 | 99                 | restore later.json --db shop.db --yes
          2 | odd.json           | restore odd.json --db shop.db --yes
          5 | cut.json           | restore cut.json --yes
          5 | cut.json.gz        | restore cut.json.gz --db shop.db --yes
          2 | holds no table     | restore text.json.gz --db shop.db --yes
          2 | no export of Belay | restore foreign.json --yes
          3 | nome               | restore customers.csv --db shop.db --yes
          3 | ordrs              | restore ordrs.csv --db shop.db --yes
          2 | gone.db            | restore latest --db gone.db --yes
          3 | folder.db          | restore latest --db folder.db --yes
          3 | customers          | restore latest --db other.db --yes
          3 | exists already     | restore latest --db other.db --create --yes
          2 | nowhere            | restore latest --db nowhere/x.db --create --yes
          3 | exists already     | restore latest --create --yes
          2 | orders             | restore latest --table ordrs --yes
          2 | orders             | restore latest --exclude-table ordrs --yes
          2 | profile            | restore latest --profile nothing --yes
          2 | customers          | restore latest --key custmers=name --yes
          2 | name               | restore latest --key customers=nme --yes
          2 | key                | restore latest --key customers --yes
          3 | no-such-plan       | restore latest --plan no-such-plan
          2 | 0000abcd           | restore 0000abcd --yes
          2 | 99                 | restore latest~99 --yes
          2 | latest~x           | restore latest~x --yes
          2 | gone.db            | diff latest gone.db
          3 | folder.db          | diff latest folder.db
          5 | text.db            | diff latest text.db
          2 | orders             | diff latest --table ordrs
          2 | nosuch             | undo nosuch --yes
          2 | orders             | export latest --table ordrs --output x.json
          2 | xml                | export latest --format xml --output x.xml
          2 | where to           | export latest
          2 | nowhere            | export latest --output nowhere/x.json
          3 | other.db           | export latest --format sqlite --output other.db
          3 | foreign.json       | export latest --output foreign.json
          2 | gone.db            | export gone.db --output x.json
          3 | directory          | export folder.db --output x.json
          5 | text.db            | export text.db --output x.json
          5 | cut.db             | export cut.db --output x.json
          2 | selec              | query latest selec_1
          2 | ordrs              | query latest select_*_from_ordrs
          2 | nme                | query latest select_nme_from_customers
          2 | SELECT             | query latest delete_from_customers
          2 | SQL                | query latest
          2 | 0000abcd           | query 0000abcd select_1
          5 | text.db            | query text.db select_1
          2 | customers          | log gone.db customers 1
          2 | customers          | log shop.db custmers 1
          2 | abc                | log shop.db customers abc
          2 | 1,2                | log shop.db customers 1,2
          2 | 0000abcd           | show 0000abcd
          2 | nothing            | show latest:nothing
          2 | 0000abcd           | forget 0000abcd --keep-last 1 --yes
          2 | keep               | forget --keep-last x --yes
          2 | rule               | forget --yes
          2 | only one           | copy gone.db
          2 | only one           | copy
          2 | gone.key           | key add --new-password-file gone.key
          2 | folder.db          | key add --new-password-file folder.db
          2 | empty.key          | key add --new-password-file empty.key
          3 | nokey.key          | key add --new-key-file nokey.key
          2 | nosuch             | key remove nosuch
          2 | profile            | cleanup nothing --yes
          2 | orders             | --config clear.yaml cleanup clear --yes
          2 | nme                | --config set.yaml cleanup set --yes
          2 | syntax error       | --config broken.yaml cleanup broken --yes
          2 | nme                | --config after.yaml cleanup after --yes
          2 | could change       | --config drop.yaml cleanup drop --yes
          2 | customers          | --config critical.yaml cleanup critical --yes
          2 | good               | --config good.yaml cleanup goood --yes
          2 | nothing            | --config good.yaml cleanup good --keep nothing --yes
          2 | reset              | --config good.yaml reset good --yes
          2 | profile            | reset nothing --yes
          2 | nome               | --config seed.yaml reset seed --yes
          2 | gone.csv           | --config noseed.yaml reset noseed --yes
          2 | empty.csv          | --config emptyseed.yaml reset emptyseed --yes
          2 | folder.csv         | --config folderseed.yaml reset folderseed --yes
          2 | customers          | --config seedtable.yaml reset seedtable --yes
          2 | only               | --config reset.yaml reset reset --only nonsense --yes
          2 | name               | --config reset.yaml reset reset --only customers.nme=x --yes
          2 | customers          | --config reset.yaml reset reset --only custmers.name=x --yes
          3 | no terminal        | restore latest:manual
          3 | no terminal        | undo
          3 | no terminal        | --config good.yaml cleanup good
          3 | no terminal        | --config reset.yaml reset reset
          3 | no terminal        | forget --keep-last 1
          3 | nobody             | key kit
          2 | nobody             | key add
          2 | nobody             | key passwd
          2 | which snapshot     | restore
          3 | protected          | --config protected.yaml restore latest:manual --yes
          3 | protected          | --config protected.yaml undo --yes --confirm shp

          """)
  void changes_nothing(int exit, String word, String words) throws IOException {
    wrong(cli, exit, word, words, null);
  }

  @ParameterizedTest(name = "{0} {2} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          3 | not confirmed      | restore latest:manual | ^D
          3 | not confirmed      | restore latest:manual | restore^J
          3 | not confirmed      | restore latest:manual | RESTORE
          130 | interrupted      | restore latest:manual | ^C
          130 | interrupted      | restore latest:manual | ^CRESTORE^J
          3 | none was chosen    | restore | ^D
          3 | none was chosen    | restore | ^J
          3 | is none of         | restore | 99^J
          3 | is none of         | restore | latest^J
          130 | interrupted      | restore | ^C1^J
          3 | not confirmed      | restore | 2^J^D
          3 | not confirmed      | restore | 2^Jno^J
          130 | interrupted      | restore | 2^J^C
          3 | not confirmed      | undo | ^D
          3 | not confirmed      | undo | RESTORE^J
          130 | interrupted      | undo | ^CUNDO^J
          3 | not confirmed      | --config good.yaml cleanup good | ^D
          3 | not confirmed      | --config good.yaml cleanup good | cleanup^J
          130 | interrupted      | --config good.yaml cleanup good | ^CCLEANUP^J
          3 | not confirmed      | --config reset.yaml reset reset | ^D
          3 | not confirmed      | --config reset.yaml reset reset | ERASE^J
          3 | not confirmed      | --config reset.yaml reset reset | RESET^J^D
          3 | not confirmed      | --config reset.yaml reset reset | RESET^JRESET^J
          130 | interrupted      | --config reset.yaml reset reset | ^CRESET^JERASE^J
          130 | interrupted      | --config reset.yaml reset reset | RESET^J^CERASE^J
          3 | not confirmed      | --config protected.yaml restore latest:manual | RESTORE^J^D
          3 | not confirmed      | --config protected.yaml restore latest:manual | RESTORE^Jshp^J
          130 | interrupted      | --config protected.yaml restore latest:manual | RESTORE^J^Cshop^J
          3 | not confirmed      | --config protected.yaml undo --yes | shp^J
          130 | interrupted      | --config protected.yaml undo --yes | ^Cshop^J
          3 | not confirmed      | forget --keep-last 1 --allow-mass-removal | ^D
          3 | not confirmed      | forget --keep-last 1 --allow-mass-removal | forget^J
          130 | interrupted      | forget --keep-last 1 --allow-mass-removal | ^CFORGET^J
          3 | not confirmed      | key kit | ^D
          3 | not confirmed      | key kit | show^J
          130 | interrupted      | key kit | ^CSHOW^J
          """)
  void changes_nothing_without_the_words(int exit, String word, String words, String typed)
      throws IOException {
    wrong(cli, exit, word, words, typed);
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          4 | locked             | backup shop.db
          4 | locked             | backup shop.db --dry-run
          4 | locked             | backup shop.db --output new.json
          4 | locked             | diff latest:manual
          4 | locked             | diff latest:manual --rows
          4 | locked             | diff shop.db other.db
          4 | locked             | restore latest:manual --yes
          4 | locked             | restore latest:manual --dry-run
          4 | locked             | restore whole.json --yes
          4 | locked             | restore shop.db --db other.db --yes
          4 | locked             | undo --yes
          4 | locked             | undo --dry-run
          4 | locked             | --config good.yaml cleanup good --yes
          4 | locked             | --config reset.yaml reset reset --yes
          4 | locked             | export shop.db --output new.json
          2 | --wait             | backup shop.db --wait soon
          """)
  void tells_that_the_database_is_locked(int exit, String word, String words) throws IOException {
    wrong(
        cli,
        exit,
        word,
        () -> {
          try (Connection holder =
                  DriverManager.getConnection("jdbc:sqlite:" + cli.directory.resolve("shop.db"));
              Statement statement = holder.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            return run(cli, words.contains("--wait") ? words : "--wait 50ms " + words);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          5 | key file           | --repo badkey list
          5 | key file           | --repo badkey restore latest --db shop.db --yes
          5 | no key files       | --repo nokeys backup shop.db
          5 | config             | --repo noconfig backup shop.db
          5 | config             | --repo noconfig list
          5 | config             | --repo badconfig restore latest --db shop.db --yes
          5 | index              | --repo noindex diff latest
          5 | missing            | --repo nodata restore latest --db shop.db --yes
          5 | missing            | --repo nodata export latest --output x.json
          2 | socketFactory      | backup postgresql://a@localhost/x?socketFactory=x
          2 | sslmode            | backup postgresql://a@localhost/x?sslmode=maybe
          2 | port               | diff latest postgresql://a@localhost:99999/x
          1 | refused            | backup postgresql://a@localhost:1/x
          1 | refused            | restore latest:manual --db postgresql://a@localhost:1/x --yes
          2 | mysql              | backup mysql://a@localhost/x
          """)
  void tells_what_can_not_be_opened(int exit, String word, String words) throws IOException {
    Path key = new BadInputs(cli).damagedRepositories();
    Cli with = new Cli(cli.directory).with("BELAY_PASSWORD_FILE", key.toString());
    wrong(with.with("NO_COLOR", "1"), exit, word, words, null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "backup shop.db",
        "diff latest",
        "restore latest --yes",
        "undo --yes",
        "export latest --output x.json",
        "check",
        "key list"
      })
  void tells_that_the_password_is_wrong(String words) throws IOException {
    Cli other = new Cli(cli.directory).with("NO_COLOR", "1").with("BELAY_PASSWORD", "wrong");
    wrong(other, 2, "password", words, null);
  }

  private static Cli.Result run(Cli cli, String words) {
    return cli.run(
        Stream.of(SPACE.split("--no-progress " + words.strip()))
            .map(w -> w.replace('_', ' '))
            .toArray(String[]::new));
  }

  private static void wrong(Cli cli, int exit, String word, String words, @Nullable String typed)
      throws IOException {
    if (typed != null) {
      cli.typing(
          typed.replace("^J", "\n").replace("^D", "").replace("^C", String.valueOf(Cli.INTERRUPT)));
    }
    wrong(cli, exit, word, () -> run(cli, words));
  }

  private static void wrong(Cli cli, int exit, String word, Supplier<Cli.Result> command)
      throws IOException {
    BadInputs inputs = new BadInputs(cli);
    Map<String, String> before = inputs.state();

    Cli.Result result = command.get();

    assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    String[] told = BadInputs.told(result);
    assertThat(told).as(result.err()).hasSize(2);
    assertThat(told[0]).startsWith("belay: ");
    assertThat(told[1]).startsWith("  → ");
    assertThat(String.join("\n", told)).contains(word);
    assertThat(result.err()).doesNotContain("\tat ", "Exception", "null");
    assertThat(inputs.state()).as(result.err()).isEqualTo(before);
  }
}
