package dev.belay.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportResult;
import dev.belay.model.ExportResult.Conversion;
import dev.belay.model.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteParquetTest {
  @TempDir Path directory;
  private Belay belay;
  private String database = "";
  private String url = "";

  @BeforeEach
  void open() {
    belay = Bench.belay(directory, Map.of());
    database = directory.resolve("app.db").toString();
    url = "jdbc:sqlite:" + database;
  }

  @AfterEach
  void close() {
    belay.close();
  }

  private ExportResult table(String name) {
    return Bench.export(belay, database, file(name).toString(), name);
  }

  private Path file(String name) {
    return directory.resolve(name + ".parquet");
  }

  @Test
  void every_value_is_there_in_a_type_of_its_own() throws Exception {
    Bench.sql(
        url,
        "create table t (id integer primary key, i bigint, r real, s text, b blob, n numeric, e"
            + " text)",
        "insert into t values (1, 9223372036854775807, 0.1, 'plain', x'00ff', 5, null), (2,"
            + " -9223372036854775808, -0.0, '', x'', 5.25, null), (3, 0, 9e999, 'tab' || char(9) ||"
            + " 'line' || char(10) || '\\N ä€😀', x'0a5c', -1e300, null), (4, null, 5e-324, null,"
            + " null, null, null)",
        "with recursive s(v) as (select 1 union all select v + 1 from s where v < 5000)"
            + " insert into t select v + 10, v * 1234567, v / 7.0, 'row ' || v,"
            + " randomblob(v % 40), v % 3 / 4.0, null from s");
    ExportResult result = table("t");
    assertThat(Bench.types(file("t")))
        .containsExactly(
            "id BIGINT", "i BIGINT", "r DOUBLE", "s VARCHAR", "b BLOB", "n DOUBLE", "e VARCHAR");
    assertThat(result.converted())
        .containsExactly(new Conversion("t.n", "DOUBLE", "integers beside real numbers"));
    assertThat(result.rows()).isEqualTo(5004);
    List<String> expected =
        Bench.rows(url, "select id, i, s, hex(b), b is null, e from t order by id");
    List<String> found =
        Bench.duckdb(
            "select id, i, s, coalesce(hex(b), ''), (b is null)::int, e from '%s' order by id"
                .formatted(file("t")));
    assertThat(found).isEqualTo(expected);
    for (String real : List.of("r", "n")) {
      assertThat(
              Bench.bits(
                  "jdbc:duckdb:", "select %s from '%s' order by id".formatted(real, file("t"))))
          .isEqualTo(Bench.bits(url, "select " + real + " from t order by id"));
    }
  }

  @Test
  void values_of_several_kinds_become_text_that_tells_them_apart_or_are_refused() throws Exception {
    Bench.sql(
        url,
        "create table t (id integer primary key, a, b, c, d text, e)",
        "insert into t values (1, 1, x'00ff', 9007199254740993, 'x', null),"
            + " (2, 1.0, 'text', 0.5, cast(x'c328' as text), null),"
            + " (3, 'one', 7, null, null, null)");
    ExportResult result = table("t");
    assertThat(result.converted().stream().map(c -> c.column() + " " + c.as()))
        .containsExactly("t.a text", "t.b text", "t.c text", "t.d bytes");
    assertThat(Bench.duckdb("select a, b, c, hex(d), e from '%s'".formatted(file("t"))))
        .containsExactly(
            "1|\\x00ff|9007199254740993|78|null", "1.0|text|0.5|C328|null", "one|7|null|null|null");

    Bench.sql(url, "create table u (x)", "insert into u values (1), ('1')");
    assertThatThrownBy(() -> table("u"))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_EXACT))
        .hasMessageContaining("u.x");
    Bench.sql(url, "create table w (x)", "insert into w values (x'00'), ('\\x00')");
    assertThatThrownBy(() -> table("w")).hasMessageContaining("w.x");
    assertThat(file("u")).doesNotExist();
    assertThat(file("w")).doesNotExist();
  }

  @Test
  void any_name_may_be_a_columns() throws Exception {
    Bench.sql(
        url,
        "create table t (\"a.b\" integer, \"two words\" text, \"ä\" real, \"q\"\"q\" blob, \"\""
            + " int)",
        "insert into t values (1, 'x', 0.5, x'01', 7)");
    table("t");
    assertThat(
            Bench.duckdb(
                "select \"a.b\", \"two words\", \"ä\", hex(\"q\"\"q\") from '" + file("t") + "'"))
        .containsExactly("1|x|0.5|01");
    assertThat(Bench.types(file("t"))).hasSize(5);
  }

  @Test
  void a_directory_has_a_file_for_each_table_of_a_snapshot_without_its_secrets() throws Exception {
    Bench.sql(
        url,
        "create table users (id integer primary key, name text, password text)",
        "create table empty (a int, b real, c blob, d, primary key (a)) without rowid",
        "insert into users values (1, 'Ann', 'tok-secret'), (2, null, 'x')");
    String snapshot =
        belay.backup(BackupRequest.of(database), Progress.NONE).snapshot().orElseThrow();
    ExportResult result = Bench.export(belay, snapshot, directory.resolve("out") + "/");
    assertThat(result.leftOut()).containsExactly("users.password");
    Path users = directory.resolve("out/users.parquet");
    assertThat(Bench.types(users)).containsExactly("id BIGINT", "name VARCHAR");
    assertThat(Bench.duckdb("from '" + users + "' order by id")).containsExactly("1|Ann", "2|null");
    assertThat(Bench.types(directory.resolve("out/empty.parquet")))
        .containsExactly("a BIGINT", "b DOUBLE", "c BLOB", "d VARCHAR");
    assertThat(Files.readString(directory.resolve("out/summary.json")))
        .contains("\"format\" : \"parquet\"", "users.password");
    assertThat(
            Bench.duckdb(
                "select decode(value) from parquet_kv_metadata('%s') where decode(key) = 'belay.snapshot'"
                    .formatted(users)))
        .containsExactly(snapshot);
  }
}
