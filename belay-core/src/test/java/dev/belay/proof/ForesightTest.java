package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.RestoreRequest;
import dev.belay.UndoRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** References that a restore would break by what else than keys they refer to: a plan says so. */
@Tag("server")
@ParameterizedClass
@ValueSource(strings = {"wal", "postgresql"})
class ForesightTest {
  private final boolean postgres;
  @TempDir Path directory;
  private Side side;
  private Workbench bench;
  private String snapshot;

  ForesightTest(String engine) {
    this.postgres = engine.equals("postgresql");
  }

  @BeforeEach
  void database() throws Exception {
    side =
        postgres
            ? Side.postgres(PostgresServers.V15)
            : Side.sqlite(directory.resolve("app.db"), "wal");
    bench = new Workbench(directory);
    if (postgres) {
      side.sql("create extension citext");
    }
    String text = postgres ? "citext" : "text collate nocase";
    side.sql(
        "create table people (id integer primary key, code %s unique)".formatted(text),
        "create table orders (id integer primary key, code %s references people(code))"
            .formatted(text),
        "insert into people values (1, 'ann'), (2, 'ben')",
        "insert into orders values (1, 'Ann'), (2, 'ben')");
    snapshot = backup();
    side.sql(
        "delete from orders where id = 1",
        "update people set code = 'eve' where id = 1",
        "insert into orders values (3, 'EVE')");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String backup() {
    return bench
        .belay
        .backup(BackupRequest.of(side.reference()), Progress.NONE)
        .snapshot()
        .orElseThrow();
  }

  private RestoreRequest request(Mode mode, String... tables) {
    return RestoreRequest.of(snapshot).withMode(mode).withTables(tables);
  }

  private void refused(RestoreRequest request, String hint) throws Exception {
    List<String> before = side.content("orders");
    for (boolean dry : List.of(true, false)) {
      assertThatThrownBy(
              () -> {
                if (dry) {
                  bench.belay.plan(request, Progress.NONE);
                } else {
                  bench.restore(request);
                }
              })
          .isInstanceOfSatisfying(
              BelayException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
                assertThat(e.getMessage())
                    .contains("1 rows of orders would refer to rows of people");
                assertThat(e.hint()).contains(hint);
              });
    }
    assertThat(side.content("orders")).isEqualTo(before);
    assertThat(bench.belay.history()).isEmpty();
  }

  @Test
  void whatComesFindsNothingToReferTo() throws Exception {
    refused(request(Mode.MISSING), "mode replace");
    refused(request(Mode.REPLACE, "orders"), "--table people");
  }

  @Test
  void whatStaysLosesWhatItRefersTo() throws Exception {
    refused(request(Mode.MERGE), "mode replace");
    refused(request(Mode.REPLACE, "people"), "--table orders");
  }

  @Test
  void whatHoldsIsNotRefused() throws Exception {
    side.sql(
        "update orders set code = 'ben' where id = 3",
        "insert into people values (4, 'ANN')",
        "delete from people where id = 1");

    bench.belay.plan(request(Mode.REPLACE, "orders"), Progress.NONE);
    bench.restore(request(Mode.REPLACE, "orders"));

    assertThat(side.rows("select code from orders order by id")).containsExactly("Ann", "ben");
    assertThat(side.rows("select code from people order by id")).containsExactly("ben", "ANN");
  }

  @Test
  void noMoreThanWhatBecomesTheSnapshot() throws Exception {
    bench.restore(request(Mode.REPLACE));

    assertThat(side.rows("select code from people order by id")).containsExactly("ann", "ben");
    assertThat(side.rows("select code from orders order by id")).containsExactly("Ann", "ben");
  }

  @Test
  void soOfATableThatLostAllItsRows() throws Exception {
    side.sql("delete from orders");

    refused(request(Mode.MISSING), "mode replace");
    bench.restore(request(Mode.MERGE));
    assertThat(side.rows("select code from orders order by id")).containsExactly("Ann", "ben");
  }

  @Test
  void soOfSeveralColumnsOfWhichNoneIsNull() throws Exception {
    side.sql(
        "drop table orders",
        "drop table people",
        "create table people (id integer primary key, x integer, y integer, unique (x, y))",
        "create table orders (id integer primary key, x integer, y integer,"
            + " foreign key (x, y) references people(x, y))",
        "insert into people values (1, 1, 1), (2, 2, 2)",
        "insert into orders values (1, 1, 1), (2, 2, 2), (3, 1, null)");
    snapshot = backup();
    side.sql("delete from orders", "update people set y = 7 where id = 1");

    refused(request(Mode.MISSING), "mode replace");
    side.sql("insert into people values (3, 1, 1)");
    bench.restore(request(Mode.MISSING));
    assertThat(side.rows("select x, y from orders order by id"))
        .containsExactly("1|1", "2|2", "1|null");
  }

  @Test
  void soOfAReferenceThatIsNewerThanTheRows() throws Exception {
    side.sql(
        "drop table orders",
        "create table orders (id integer primary key, person integer)",
        "insert into orders values (1, 1), (2, 9)");
    snapshot = backup();
    side.sql(
        "drop table orders",
        "create table orders (id integer primary key, person integer references people)",
        "insert into orders values (1, 1)");

    if (postgres) {
      refused(request(Mode.MERGE), "mode replace");
      return;
    }
    // SQLite keeps what dangles, as it did in the snapshot.
    bench.restore(request(Mode.MERGE));
    assertThat(side.rows("select id, person from orders order by id"))
        .containsExactly("1|1", "2|9");
  }

  @Test
  void whatComesAlongIsFoundAsTheDatabaseFindsIt() throws Exception {
    String text = postgres ? "citext" : "text collate nocase";
    side.sql(
        "drop table orders",
        "drop table people",
        "create table people (code %s primary key)".formatted(text),
        "create table orders (id integer primary key, code %s references people)".formatted(text),
        "insert into people values ('ann'), ('ben')",
        "insert into orders values (1, 'Ann')");
    snapshot = backup();
    side.sql("delete from orders", "delete from people");

    bench.restore(request(Mode.REPLACE, "orders"));

    assertThat(side.rows("select code from people")).containsExactly("ann");
  }

  @Test
  void anUndoSaysSoOfWhatRefersToItByNow() throws Exception {
    side.sql("delete from orders where id = 3");
    bench.restore(request(Mode.REPLACE, "people"));
    side.sql("insert into orders values (4, 'ann')");

    if (postgres) {
      assertThatThrownBy(() -> bench.belay.plan(UndoRequest.last(), Progress.NONE))
          .hasMessageContaining("1 rows of orders would refer to rows of people");
      return;
    }
    List<String> orders = side.rows("select * from orders order by id");
    bench.undo();
    assertThat(side.rows("select * from orders order by id")).isEqualTo(orders);
  }
}
