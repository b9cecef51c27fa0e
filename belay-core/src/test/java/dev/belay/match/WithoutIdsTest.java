package dev.belay.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.MatchedTable;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.proof.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list that a person wrote has no ids: a natural key says which rows are which. */
class WithoutIdsTest {
  private static final Map<String, List<String>> TEXT = Map.of("words", List.of("text"));

  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void registry() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "CREATE TABLE words (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, lang TEXT,"
            + " synonym INTEGER REFERENCES words)",
        "CREATE TABLE tags (word INTEGER REFERENCES words, tag TEXT, PRIMARY KEY (word, tag))",
        "CREATE TABLE codes (code TEXT PRIMARY KEY, name TEXT)",
        "INSERT INTO words VALUES (1, 'ant', 'en', NULL), (20, 'bee', 'en', 1), (3, 'cat', 'en', 1)",
        "DELETE FROM words WHERE id = 3",
        "INSERT INTO tags VALUES (20, 'sting')");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private RestoreRequest from(String name, String content, String... tables) throws Exception {
    return from(Files.writeString(directory.resolve(name), content), tables);
  }

  private RestoreRequest from(Path source, String... tables) {
    return RestoreRequest.of(source.toString())
        .withDatabase(bench.database.toString())
        .withTables(tables)
        .withMode(Mode.MERGE);
  }

  private List<String> words() throws Exception {
    return bench.rows("SELECT id, text, lang, synonym FROM words ORDER BY id");
  }

  private void refused(ErrorCode code, String what, String hint, RestoreRequest request)
      throws Exception {
    List<String> before = words();
    assertThatThrownBy(() -> bench.restore(request))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e).hasMessageContaining(what);
              assertThat(e.hint()).contains(hint);
              assertThat(e.code()).isEqualTo(code);
            });
    assertThat(words()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "words.csv:lang,text\nfr,bee\nen,owl\n,emu\n",
        "words.csv:\ufefflang,text\r\nfr,bee\r\nen,owl\r\n,emu\r\n",
        "words.csv:\ufeff\"lang\",\"text\"\n\"fr\",\"bee\"\n\"en\",\"owl\"\n,\"emu\"\n",
        "words.json:\ufeff [ {\"text\": \"bee\", \"lang\": \"fr\"}, {\"text\": \"owl\", \"lang\": \"en\"},"
            + " {\"text\": \"emu\", \"lang\": null}]",
        "other.json:{\"belay_export\": 1, \"tables\": [{\"table\": \"words\", \"columns\": [\"lang\","
            + " \"text\"], \"rows\": [{\"text\": \"bee\", \"lang\": \"fr\"}, {\"text\": \"owl\","
            + " \"lang\": \"en\"}, {\"text\": \"emu\", \"lang\": null}]}]}"
      })
  void new_rows_get_new_ids_and_the_others_are_found(String file) throws Exception {
    String[] parts = file.split(":", 2);
    RestoreRequest request = from(parts[0], parts[1]).matching(TEXT, Mode.MERGE);
    Plan plan = bench.belay.plan(request, Progress.NONE);
    RunResult run = bench.belay.restore(request, Optional.of(plan.id()), Progress.NONE);
    assertThat(run.plan().matched())
        .extracting(MatchedTable::toString)
        .containsExactly("MatchedTable[table=words, by=[text], found=1, created=2]");
    assertThat(words())
        .containsExactly("1|ant|en|null", "20|bee|fr|1", "21|owl|en|null", "22|emu|null|null");
    assertThat(bench.rows("SELECT seq FROM sqlite_sequence WHERE name = 'words'"))
        .containsExactly("22");
    assertThat(bench.restore(request).plan().empty()).isTrue();
    bench.undo();
    assertThat(words()).containsExactly("1|ant|en|null", "20|bee|en|1");
  }

  @Test
  void without_a_key_the_id_is_wanted_and_the_key_is_told() throws Exception {
    refused(
        ErrorCode.SCHEMA_MISMATCH,
        "lacks id of table words",
        "--key words=COLUMN",
        from("words.csv", "text\nbee\n"));
    refused(
        ErrorCode.SCHEMA_MISMATCH,
        "lacks code of table codes",
        "with that column",
        from("codes.csv", "name\nx\n").matching(Map.of("codes", List.of("name")), Mode.MERGE));
  }

  @Test
  void nothing_can_refer_to_rows_without_ids() throws Exception {
    refused(
        ErrorCode.REFUSED,
        "1 row of words in words.csv@",
        "give the rows of words their id",
        from("words.csv", "text,synonym\nbee,\nowl,1\n").matching(TEXT, Mode.MERGE));

    Path several = Files.createDirectory(directory.resolve("several"));
    Files.writeString(several.resolve("summary.json"), "{}");
    Files.writeString(several.resolve("tags.csv"), "word,tag\n20,buzz\n");
    Files.writeString(several.resolve("words.csv"), "text\nbee\nowl\n");
    refused(
        ErrorCode.REFUSED,
        "refers to rows of words by id, which those do not have there",
        "leave tags out",
        from(several).matching(TEXT, Mode.MERGE));
    bench.restore(from(several, "words").matching(TEXT, Mode.MERGE));
    assertThat(words()).hasSize(3);
  }

  @Test
  void a_self_reference_that_is_empty_is_none() throws Exception {
    bench.restore(from("words.csv", "text,synonym\nowl,\n").matching(TEXT, Mode.MERGE));
    assertThat(words()).contains("21|owl|null|null");
  }

  @Test
  @Tag("server")
  void postgres_gives_ids_of_each_kind() throws Exception {
    Side side = Side.postgres(PostgresServers.V15);
    side.sql(
        "create table always (id int generated always as identity primary key, t text unique)",
        "create table serials (id bigserial primary key, t text unique)",
        "create table uuids (id uuid primary key default gen_random_uuid(), t text unique)",
        "create table plain (id int primary key, t text unique)",
        "insert into always (t) select 'w' || i from generate_series(1, 5) i",
        "insert into serials (t) select 'w' || i from generate_series(1, 5) i",
        "insert into uuids (t) select 'w' || i from generate_series(1, 5) i");
    List<String> uuids = side.rows("select id, t from uuids order by t");
    for (String table : List.of("always", "serials", "uuids")) {
      Path file = Files.writeString(directory.resolve(table + ".csv"), "t\nw5\nnew\nw1\nnewer\n");
      RestoreRequest request = into(side, file, table);
      Plan plan = bench.belay.plan(request, Progress.NONE);
      assertThat(plan.matched().get(0).created()).isEqualTo(2);
      bench.belay.restore(request, Optional.of(plan.id()), Progress.NONE);
      assertThat(bench.restore(request).plan().empty()).isTrue();
    }
    assertThat(side.rows("select id, t from always where t like 'new%' order by id"))
        .containsExactly("6|new", "7|newer");
    assertThat(side.rows("insert into always (t) values ('next') returning id"))
        .containsExactly("8");
    assertThat(side.rows("insert into serials (t) values ('next') returning id"))
        .containsExactly("8");
    assertThat(side.rows("select id, t from uuids where t like 'w%' order by t")).isEqualTo(uuids);
    assertThat(side.rows("select count(distinct id) from uuids")).containsExactly("7");

    Path plain = Files.writeString(directory.resolve("plain.csv"), "t\nw5\n");
    assertThatThrownBy(() -> bench.restore(into(side, plain, "plain")))
        .hasMessageContaining("lacks id of table plain");
  }

  @Test
  @Tag("server")
  void a_row_that_has_another_natural_key_since_stays_beside_the_new_one() throws Exception {
    Side side = Side.postgres(PostgresServers.V15);
    side.sql("create table uuids (id uuid primary key default gen_random_uuid(), t text unique)");
    Path file = Files.writeString(directory.resolve("uuids.csv"), "t\nant\nbee\n");
    bench.restore(into(side, file, "uuids"));
    String before = side.rows("select id from uuids where t = 'bee'").get(0);
    side.sql("update uuids set t = 'hornet' where t = 'bee'");

    RestoreRequest again = into(side, file, "uuids");
    Plan plan = bench.belay.plan(again, Progress.NONE);
    bench.belay.restore(again, Optional.of(plan.id()), Progress.NONE);
    assertThat(side.rows("select t from uuids order by t")).containsExactly("ant", "bee", "hornet");
    assertThat(side.rows("select id from uuids where t = 'hornet'")).containsExactly(before);
    assertThat(bench.restore(again).plan().empty()).isTrue();
  }

  private static RestoreRequest into(Side side, Path file, String table) {
    return RestoreRequest.of(file.toString())
        .withDatabase(side.reference())
        .withMode(Mode.MERGE)
        .matching(Map.of(table, List.of("t")), Mode.MERGE);
  }
}
