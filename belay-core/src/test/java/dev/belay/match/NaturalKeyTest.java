package dev.belay.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.MatchedTable;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are matched by what they say, not by their ids. */
class NaturalKeyTest {
  private static final Map<String, List<String>> TEXT = Map.of("words", List.of("text"));

  private static final String[] REGISTRY = {
    "CREATE TABLE words (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, lang TEXT,"
        + " synonym INTEGER REFERENCES words)",
    "CREATE TABLE definitions (id INTEGER PRIMARY KEY, word INTEGER NOT NULL REFERENCES words ON"
        + " DELETE CASCADE, body TEXT, answers INTEGER REFERENCES definitions)",
    "CREATE TABLE votes (id INTEGER PRIMARY KEY, definition REFERENCES definitions, who TEXT)",
    "CREATE TABLE tags (word INTEGER REFERENCES words, tag TEXT, PRIMARY KEY (word, tag))",
    "CREATE TABLE notes (id TEXT PRIMARY KEY, word INTEGER, tag TEXT, note TEXT, FOREIGN KEY"
        + " (word, tag) REFERENCES tags (word, tag))",
    "CREATE TABLE settings (id INTEGER PRIMARY KEY, value TEXT)",
  };

  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void registry() throws Exception {
    bench = new Workbench(directory);
    bench.sql(REGISTRY);
    bench.sql(
        "INSERT INTO words VALUES (1, 'ant', 'en', NULL), (2, 'bee', 'en', 1), (3, 'cat', 'en', 2)",
        "INSERT INTO definitions VALUES (1, 1, 'small', NULL), (2, 1, 'small', NULL),"
            + " (3, 2, 'flies', NULL), (4, 2, 'indeed', 3), (5, 2, 'no', 4)",
        "INSERT INTO votes VALUES (1, 1, 'ann'), (2, 3, 'ann'), (3, 5, 'bob'), (4, NULL, 'cem')",
        "INSERT INTO tags VALUES (1, 'animal'), (2, 'animal'), (2, 'sting')",
        "INSERT INTO notes VALUES ('n1', 2, 'sting', 'ouch'), ('n2', NULL, 'x', 'none')",
        "INSERT INTO settings VALUES (1, 'a')");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** The same application elsewhere: other ids, other words. */
  private void elsewhere() throws Exception {
    bench.sql(
        "DELETE FROM notes",
        "DELETE FROM tags",
        "DELETE FROM votes",
        "DELETE FROM definitions",
        "DELETE FROM words",
        "INSERT INTO words VALUES (50, 'bee', 'de', NULL), (60, 'dog', 'en', 50)",
        "INSERT INTO definitions VALUES (3, 50, 'flies', NULL), (7, 50, 'indeed', 3),"
            + " (9, 60, 'barks', NULL)",
        "INSERT INTO votes VALUES (1, 3, 'ann'), (2, 9, 'zoe')",
        "INSERT INTO tags VALUES (50, 'animal'), (60, 'animal')");
  }

  private List<String> graph() throws Exception {
    return List.of(
        bench
            .rows(
                "SELECT w.text, w.lang, s.text FROM words w LEFT JOIN words s ON s.id = w.synonym"
                    + " ORDER BY 1")
            .toString(),
        bench
            .rows(
                "SELECT w.text, d.body, p.body FROM definitions d JOIN words w ON w.id = d.word LEFT"
                    + " JOIN definitions p ON p.id = d.answers ORDER BY 1, 2, 3")
            .toString(),
        bench
            .rows(
                "SELECT v.who, d.body, w.text FROM votes v LEFT JOIN definitions d ON d.id ="
                    + " v.definition LEFT JOIN words w ON w.id = d.word ORDER BY 1, 2, 3")
            .toString(),
        bench
            .rows("SELECT w.text, t.tag FROM tags t JOIN words w ON w.id = t.word ORDER BY 1, 2")
            .toString(),
        bench
            .rows(
                "SELECT n.id, w.text, n.tag, n.note FROM notes n LEFT JOIN words w ON w.id = n.word"
                    + " ORDER BY 1")
            .toString());
  }

  private RestoreRequest request(String snapshot, Mode mode) {
    return RestoreRequest.of(snapshot).matching(TEXT, mode);
  }

  @Test
  void in_another_world_rows_find_theirs_and_references_follow() throws Exception {
    String snapshot = bench.backup();
    elsewhere();
    Plan plan = bench.belay.plan(request(snapshot, Mode.MERGE), Progress.NONE);
    RunResult run = bench.restore(request(snapshot, Mode.MERGE));
    assertThat(run.plan().id()).isEqualTo(plan.id());
    assertThat(run.plan().matched())
        .extracting(MatchedTable::toString)
        .containsExactly(
            "MatchedTable[table=words, by=[text], found=1, created=2]",
            "MatchedTable[table=definitions, by=[], found=2, created=3]",
            "MatchedTable[table=votes, by=[], found=1, created=3]");
    assertThat(bench.rows("SELECT id, text, lang, synonym FROM words ORDER BY id"))
        .containsExactly("50|bee|en|61", "60|dog|en|50", "61|ant|en|null", "62|cat|en|50");
    assertThat(bench.rows("SELECT id, word, body, answers FROM definitions ORDER BY id"))
        .containsExactly(
            "3|50|flies|null",
            "7|50|indeed|3",
            "9|60|barks|null",
            "10|61|small|null",
            "11|61|small|null",
            "12|50|no|7");
    assertThat(bench.rows("SELECT id, definition, who, typeof(definition) FROM votes ORDER BY id"))
        .containsExactly(
            "1|3|ann|integer",
            "2|9|zoe|integer",
            "3|10|ann|integer",
            "4|12|bob|integer",
            "5|null|cem|null");
    assertThat(bench.rows("SELECT word, tag FROM tags ORDER BY 1, 2"))
        .containsExactly("50|animal", "50|sting", "60|animal", "61|animal");
    assertThat(bench.rows("SELECT * FROM notes ORDER BY 1"))
        .containsExactly("n1|50|sting|ouch", "n2|null|x|none");
    bench.sql("INSERT INTO words (text) VALUES ('next')");
    assertThat(bench.rows("SELECT max(id) FROM words")).containsExactly("63");
  }

  @Test
  void doing_it_twice_changes_nothing_and_undo_takes_it_back() throws Exception {
    String snapshot = bench.backup();
    elsewhere();
    List<String> before = graph();
    bench.restore(request(snapshot, Mode.MERGE));
    List<String> after = graph();
    Plan again = bench.belay.plan(request(snapshot, Mode.MERGE), Progress.NONE);
    assertThat(again.empty()).isTrue();
    bench.undo();
    assertThat(graph()).isEqualTo(before);
    bench.restore(request(snapshot, Mode.MERGE));
    assertThat(graph()).isEqualTo(after);
  }

  @Test
  void replace_makes_the_graphs_equal_up_to_ids() throws Exception {
    List<String> wanted = graph();
    String snapshot = bench.backup();
    elsewhere();
    bench.restore(request(snapshot, Mode.REPLACE));
    assertThat(graph()).isEqualTo(wanted);
    assertThat(bench.belay.plan(request(snapshot, Mode.REPLACE), Progress.NONE).empty()).isTrue();
  }

  @Test
  void a_key_may_name_tables_by_a_pattern() throws Exception {
    String snapshot = bench.backup();
    elsewhere();
    RestoreRequest named = request(snapshot, Mode.MERGE);
    RestoreRequest pattern = named.matching(Map.of("wor*", List.of("text")), Mode.MERGE);
    assertThat(bench.belay.plan(pattern, Progress.NONE).tables())
        .isEqualTo(bench.belay.plan(named, Progress.NONE).tables());
    assertThatThrownBy(
            () ->
                bench.belay.plan(
                    named.matching(Map.of("wrd*", List.of("text")), Mode.MERGE), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void missing_only_adds() throws Exception {
    String snapshot = bench.backup();
    elsewhere();
    bench.restore(request(snapshot, Mode.MISSING));
    assertThat(bench.rows("SELECT lang FROM words WHERE text = 'bee'")).containsExactly("de");
    assertThat(bench.rows("SELECT count(*) FROM words")).containsExactly("4");
  }

  @Test
  void a_child_table_alone_brings_the_words_that_it_needs() throws Exception {
    String snapshot = bench.backup();
    elsewhere();
    RestoreRequest children =
        RestoreRequest.of(snapshot).withTables("definitions").matching(TEXT, Mode.MERGE);
    bench.restore(children);
    assertThat(bench.rows("SELECT text FROM words ORDER BY id"))
        .containsExactly("bee", "dog", "ant");
    assertThat(bench.belay.plan(children, Progress.NONE).empty()).isTrue();
  }

  @Test
  void keys_that_do_not_tell_rows_apart_are_refused_with_an_example() throws Exception {
    bench.sql("INSERT INTO words VALUES (7, 'ant', 'fr', NULL), (8, 'ant', 'it', NULL)");
    String snapshot = bench.backup();
    refused(
        snapshot,
        TEXT,
        ErrorCode.REFUSED,
        "2 rows of words in .* have the text of another one \\(first: text ant\\)");
    bench.sql("DELETE FROM words WHERE id > 6", "UPDATE words SET lang = NULL WHERE id = 2");
    refused(
        bench.backup(),
        Map.of("words", List.of("lang")),
        ErrorCode.REFUSED,
        "1 row of words in .* has no lang \\(NULL\\), .* \\(first: id 2\\)");
    elsewhere();
    bench.sql("INSERT INTO words VALUES (99, 'dog', 'xx', NULL)");
    refused(snapshot, Map.of("words", List.of("txt")), ErrorCode.NOT_FOUND, ".*no column txt.*");
    refused(snapshot, Map.of("word", List.of("text")), ErrorCode.NOT_FOUND, ".*no table word .*");
  }

  @Test
  void references_to_what_the_source_lacks_are_refused_with_an_example() throws Exception {
    bench.sql("INSERT INTO definitions VALUES (70, 404, 'lost', NULL)");
    refused(
        bench.backup(),
        TEXT,
        ErrorCode.REFUSED,
        "1 row of definitions in .* refers to rows of words that .*\\(first: id 70, word 404\\)");
  }

  @Test
  void rows_that_refer_to_each_other_in_a_circle_are_refused() throws Exception {
    bench.sql("UPDATE definitions SET answers = 5 WHERE id = 3");
    refused(bench.backup(), TEXT, ErrorCode.REFUSED, "3 rows of definitions in .* in a circle.*");
  }

  private void refused(
      String snapshot, Map<String, List<String>> keys, ErrorCode code, String message) {
    assertThatThrownBy(
            () ->
                bench.belay.plan(
                    RestoreRequest.of(snapshot).matching(keys, Mode.MERGE), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.getMessage()).matches(message);
              assertThat(e.code()).isEqualTo(code);
            });
  }

  @Test
  void letters_that_the_database_takes_for_the_same_are() throws Exception {
    bench.sql(
        "CREATE TABLE langs (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE)",
        "CREATE TABLE uses (id INTEGER PRIMARY KEY, lang INTEGER REFERENCES langs(id))",
        "INSERT INTO langs VALUES (1, 'German'), (2, NULL), (3, 'Ölisch')",
        "INSERT INTO uses VALUES (1, 1)",
        "DELETE FROM langs WHERE id = 2");
    String snapshot = bench.backup();
    bench.sql("DELETE FROM uses", "DELETE FROM langs", "INSERT INTO langs VALUES (9, 'GERMAN')");
    RestoreRequest request =
        RestoreRequest.of(snapshot)
            .withTables("langs", "uses")
            .matching(Map.of("langs", List.of("name")), Mode.MERGE);
    bench.restore(request);
    assertThat(bench.rows("SELECT id, name FROM langs ORDER BY id"))
        .containsExactly("9|German", "10|Ölisch");
    assertThat(bench.rows("SELECT lang FROM uses")).containsExactly("9");
    assertThat(bench.belay.plan(request, Progress.NONE).empty()).isTrue();
  }

  @Test
  void case_counts_in_the_columns_that_the_database_compares_exactly() throws Exception {
    bench.sql(
        "CREATE TABLE terms (id INTEGER PRIMARY KEY, lang TEXT COLLATE NOCASE, word TEXT,"
            + " note TEXT, UNIQUE (lang, word))",
        "INSERT INTO terms VALUES (1, 'de', 'Arm', 'limb'), (2, 'de', 'arm', 'poor')");
    String snapshot = bench.backup();
    bench.sql(
        "DELETE FROM terms",
        "INSERT INTO terms VALUES (7, 'DE', 'arm', 'x'), (8, 'DE', 'Arm', 'y')");
    bench.restore(
        RestoreRequest.of(snapshot)
            .withTables("terms")
            .matching(Map.of("terms", List.of("lang", "word")), Mode.MERGE));
    assertThat(bench.rows("SELECT id, lang, word, note FROM terms ORDER BY id"))
        .containsExactly("7|de|arm|poor", "8|de|Arm|limb");
  }
}
