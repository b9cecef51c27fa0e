package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.proof.Side;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A word registry goes back to its seeds. */
class ResetTest extends ResetFixture {
  @ParameterizedTest
  @MethodSource("engines")
  void twentyThousandWordsComeBackAndGoAgain(String engine) throws Exception {
    Side side = registry(engine);
    List<String> before = side.content(TABLES);
    seed(
        "words.txt",
        "\ufeff"
            + IntStream.rangeClosed(1, 20_000)
                .mapToObj(i -> "wörd " + i + "\r\n" + (i % 100 == 0 ? "\r\n" : ""))
                .collect(Collectors.joining()));
    Belay belay = belay(side, WORDS);

    Plan plan = belay.plan(request(), Progress.NONE);
    assertThat(side.content(TABLES)).isEqualTo(before);
    assertThat(belay.plan(request(), Progress.NONE).id()).isEqualTo(plan.id());
    assertThat(directory.resolve("repo")).as("a plan makes no repository").doesNotExist();

    RunResult result = belay.reset(request(), Optional.of(plan.id()), Progress.NONE);

    assertThat(result.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(side.rows("select count(*), min(id), max(id), sum(views) from words"))
        .containsExactly("20000|1|20000|0");
    assertThat(side.rows("select text from words where id = 17")).containsExactly("wörd 17");
    assertThat(side.rows("select count(*) from words where added is null")).containsExactly("0");
    assertThat(side.rows("select (select count(*) from definitions), (select count(*) from votes)"))
        .containsExactly("0|0");
    assertThat(side.rows("select count(*) from accounts")).containsExactly("2");
    side.sql(
        "insert into words(text) values ('next')",
        "insert into definitions(word_id, body) values (20001, 'it comes after')");
    assertThat(side.rows("select id from words where text = 'next'")).containsExactly("20001");
    assertThat(side.rows("select id from definitions")).containsExactly("1");
    side.sql("delete from definitions", "delete from words where id = 20001");
    RunRecord record = belay.history().get(0);
    assertThat(record.command()).isEqualTo("reset");
    assertThat(record.profile()).contains("factory");
    assertThat(record.reason()).isEqualTo("spring");

    undo(belay);
    assertThat(side.content(TABLES)).isEqualTo(before);
    side.sql("insert into words(text) values ('after')");
    assertThat(side.rows("select id from words where text = 'after'")).containsExactly("4");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void withCountersKeptTheNumbersAreNew(String engine) throws Exception {
    Side side = registry(engine);
    seed("words.txt", "one\ntwo\n");
    side.sql("update accounts set favourite = 2 where id = 1");
    Belay belay = belay(side, WORDS.replace("restart", "keep"));
    Plan plan = belay.plan(request(), Progress.NONE);
    assertThat(plan.tables()).anyMatch(t -> t.reason() == Plan.Reason.CASCADE && t.update() == 1);
    belay.reset(request(), Optional.empty(), Progress.NONE);
    assertThat(side.rows("select id, text from words order by id"))
        .containsExactly("4|one", "5|two");
    assertThat(side.rows("select count(*) from accounts where favourite is not null"))
        .containsExactly("0");
    undo(belay);
    assertThat(side.rows("select favourite from accounts where id = 1")).containsExactly("2");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void seedsInCsvAndJsonReferToEachOther(String engine) throws Exception {
    Side side = registry(engine);
    seed("words.csv", "id,text,views\n10,ten,1\n20,\"twenty, or so\",\n".replace(",\n", ",2\n"));
    seed("definitions.json", "[{\"id\": 1, \"word_id\": 20, \"body\": \"2 × 10\"}]");
    seed(
        "settings.json",
        "[{\"name\": \"theme\", \"value\": 2}, {\"name\": \"size\", \"value\": null}]");
    Belay belay =
        belay(
            side,
            """
            seed: {words: words.csv, definitions: definitions.json, settings: settings.json}
            clear: [votes]
            keep: [accounts]
            counters: restart
            """);
    belay.reset(request(), Optional.empty(), Progress.NONE);
    assertThat(side.rows("select id, text, views from words order by id"))
        .containsExactly("10|ten|1", "20|twenty, or so|2");
    assertThat(side.rows("select * from definitions")).containsExactly("1|20|2 × 10");
    assertThat(side.rows("select * from settings order by name"))
        .containsExactly("size|null", "theme|2");
    side.sql("insert into words(text) values ('next')");
    assertThat(side.rows("select id from words where text = 'next'")).containsExactly("21");
    assertThat(belay.reset(request(), Optional.empty(), Progress.NONE).plan().tables())
        .anyMatch(t -> t.delete() == 1);
    assertThat(belay.plan(request(), Progress.NONE).empty()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aTableThatNoRuleNamesIsAskedFor(String engine) throws Exception {
    Side side = registry(engine);
    side.sql(
        "create table message_reports (id integer primary key, word_id integer references words(id)"
            + " on delete set null)",
        "create table report_notes (id integer primary key, report_id integer references"
            + " message_reports(id) on delete cascade)",
        "insert into message_reports values (1, 1), (2, 2), (3, null)",
        "insert into report_notes values (1, 1)");
    seed("words.txt", "one\n");
    List<String> before = side.content(TABLES);
    Belay belay = belay(side, WORDS);
    assertThatThrownBy(() -> belay.reset(request(), Optional.empty(), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
              assertThat(e.getMessage())
                  .contains("2 rows of message_reports refer to rows of words that go (word_id)")
                  .contains("1 row of report_notes refers to rows of message_reports")
                  .contains("what is to become of them?");
              assertThat(e.hint())
                  .contains("clear: [message_reports, report_notes]")
                  .contains("keep: [message_reports, report_notes]");
            });
    assertThat(side.content(TABLES)).isEqualTo(before);

    Belay kept =
        belay(
            side,
            WORDS.replace("[accounts]", "[accounts, message_reports]").replace("restart", "keep"));
    kept.reset(request(), Optional.empty(), Progress.NONE);
    assertThat(side.rows("select * from message_reports order by id"))
        .containsExactly("1|null", "2|null", "3|null");
    assertThat(side.rows("select * from report_notes")).containsExactly("1|1");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void oneEntityGoesBackWithWhatHangsOnIt(String engine) throws Exception {
    Side side = registry(engine);
    seed("words.txt", "first\nhello\n");
    List<String> before = side.content(TABLES);
    Belay belay = belay(side, WORDS);

    RunResult result = belay.reset(only("words.text=hello"), Optional.empty(), Progress.NONE);

    assertThat(result.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(side.rows("select id, text, views from words order by id"))
        .containsExactly("1|old|7", "2|hello|0", "3|gone|1");
    assertThat(side.rows("select body from definitions")).containsExactly("what was");
    assertThat(side.rows("select * from votes")).containsExactly("1|1");
    undo(belay);
    assertThat(side.content(TABLES)).isEqualTo(before);

    belay.reset(only("words.text=gone"), Optional.empty(), Progress.NONE);
    assertThat(side.rows("select id, text from words order by id"))
        .as("the seed does not have it")
        .containsExactly("1|old", "2|hello");

    belay.reset(only("words.text=first"), Optional.empty(), Progress.NONE);
    assertThat(side.rows("select id, text, views from words order by id"))
        .as("it was not there")
        .containsExactly("1|old|7", "2|hello|9", "4|first|0");
    side.sql("insert into words(text) values ('next')");
    assertThat(side.rows("select id from words where text = 'next'")).containsExactly("5");

    List<String> now = side.content(TABLES);
    assertThatThrownBy(() -> belay.reset(only("words.text=helo"), Optional.empty(), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
              assertThat(e.getMessage())
                  .contains("no row of words")
                  .contains("Did you mean hello?");
            });
    for (String wrong : List.of("words", "words.text", "=x", "words.txet=hello", "wrds.text=x")) {
      assertThatThrownBy(() -> belay.plan(only(wrong), Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code().exit()).as(wrong).isEqualTo(2));
    }
    assertThat(side.content(TABLES)).isEqualTo(now);
    assertThat(belay.history()).hasSize(4);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void sqlFillsPrivateCopiesOfTheEmptiedTables(String engine) throws Exception {
    Side side = registry(engine);
    seed("words.csv", "id,text\n1,one\n2,two\n");
    seed(
        "more.sql",
        """
        -- what a registry begins with
        BEGIN;
        insert into settings values ('theme', 3), ('a;b', 4);
        insert into definitions(id, word_id, body) select id, id, text || '?' from words;
        COMMIT;
        """);
    String rules =
        """
        seed: {words: words.csv}
        sql: [more.sql]
        clear: [definitions, votes, settings]
        keep: [accounts]
        counters: restart
        """;
    Belay belay = belay(side, rules);
    belay.reset(request(), Optional.empty(), Progress.NONE);
    assertThat(side.rows("select * from definitions order by id"))
        .containsExactly("1|1|one?", "2|2|two?");
    assertThat(side.rows("select * from settings order by name"))
        .containsExactly("a;b|4", "theme|3");
    side.sql("insert into definitions(word_id, body) values (1, 'x')");
    assertThat(side.rows("select max(id) from definitions")).containsExactly("3");

    List<String> now = side.content(TABLES);
    for (String wrong :
        List.of(
            "drop table accounts",
            "insert into setings values ('x', 1)",
            "insert into settings values ('x', 1), ('x', 2)",
            "insert into definitions(id, word_id, body) values (1, 99, 'x')",
            "insert into definitions(id, word_id, body) values (1, 1, null)",
            "insert into settings values ('x'")) {
      seed("more.sql", wrong);
      assertThatThrownBy(() -> belay.reset(request(), Optional.empty(), Progress.NONE))
          .as(wrong)
          .isInstanceOfSatisfying(
              BelayException.class,
              e -> assertThat(e.code().exit()).as(e.getMessage()).isEqualTo(2));
      assertThat(side.content(TABLES)).isEqualTo(now);
    }
  }
}
