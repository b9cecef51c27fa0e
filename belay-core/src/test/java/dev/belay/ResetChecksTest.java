package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.proof.Side;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a table's CHECK constraints say of seeds comes to light in the preview. */
class ResetChecksTest extends ResetFixture {
  private static final String BY_FILE = "seed: {words: words.csv}\ncounters: keep";
  private static final String BY_SQL = "sql: [words.sql]\nclear: [words]";

  /** Beside what is asked: a text with brackets, a comment, and what only the run can know. */
  private Side checked(String engine) throws Exception {
    Side side = Side.of(engine, directory);
    side.sql(
        "create table words (id integer primary key, \"check\" text default 'a) check (1 = 2', /*"
            + " check (0) */ text text not null constraint short check (length(text) <= 5 and text"
            + " <> '(,'), views integer default 0 check (views >= 0), added timestamp default"
            + " current_timestamp check (added is not null), low integer, high integer, check (low"
            + " < high))",
        "insert into words(id, text) values (1, 'old')");
    if (engine.equals("postgresql")) {
      // On the whole row, which a stage's is not: left to the run.
      side.sql("alter table words add check (to_json(words) is not null)");
    }
    return side;
  }

  private void refused(Side side, String reset, String file, String seed, String... says)
      throws Exception {
    Files.writeString(directory.resolve(file), seed);
    try (Belay belay = belay(side, reset)) {
      assertThatThrownBy(() -> belay.plan(request(), Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
          .message()
          .contains(says);
      assertThat(belay.history()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aSeedThatBreaksOneIsToldWithItsLine(String engine) throws Exception {
    Side side = checked(engine);
    refused(
        side,
        BY_FILE,
        "words.csv",
        "id,text,low,high\n1,a,1,2\n2,toolong,1,2\n3,alsotoolong,1,2\n",
        "words.csv, line 3: CHECK (",
        "length(text) <= 5",
        "nor for 1 more rows");
    refused(side, BY_FILE, "words.csv", "id,text,views\n1,a,0\n2,b,-1\n", "line 3", "views >= 0");
    refused(
        side,
        BY_FILE,
        "words.csv",
        "id,text,low,high\n1,a,1,2\n2,b,,2\n3,c,3,3\n",
        "line 4",
        "low < high");
    refused(
        side,
        BY_SQL,
        "words.sql",
        "insert into words(id, text, low, high) values (1, 'a', 2, 1), (2, 'b', 1, 2);\n",
        "the SQL seeds give 1 row of",
        "low < high");
    assertThat(side.rows("select id, text from words")).containsExactly("1|old");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void oneThatFitsPasses(String engine) throws Exception {
    Side side = checked(engine);
    for (String reset : List.of(BY_FILE, BY_SQL)) {
      Files.writeString(directory.resolve("words.csv"), "id,text,low,high\n1,a,1,2\n2,b,,\n");
      Files.writeString(
          directory.resolve("words.sql"),
          "insert into words(id, text, low, high, added) values (1, 'a', 1, 2, '2026-01-01'), (2,"
              + " 'b', null, null, '2026-01-01');\n");
      try (Belay belay = belay(side, reset)) {
        assertThat(belay.reset(request(), Optional.empty(), Progress.NONE).outcome())
            .isEqualTo(RunOutcome.COMMITTED);
      }
      assertThat(side.rows("select id, text, low, high from words order by id"))
          .containsExactly("1|a|1|2", "2|b|null|null");
    }
  }
}
