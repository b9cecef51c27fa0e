package dev.belay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every engine promises of its private tables. */
public abstract class ScratchContract extends EngineFixture {
  @Test
  void privateTablesHideRealOnesAndLeaveThemAlone() throws Exception {
    Map<String, List<String>> before = all();
    try (Scratch scratch = scratch("parent", "loose")) {
      live(scratch, "parent");
      live(scratch, "loose");
      assertThat(scratch.run("after", "UPDATE parent SET name = 'new' WHERE id < 3")).isEqualTo(2);
      assertThat(scratch.run("delete", "DELETE FROM parent WHERE id = 10")).isEqualTo(1);
      assertThat(
              scratch.run(
                  "after", "INSERT INTO loose SELECT name, id FROM parent WHERE code IS NOT NULL"))
          .isEqualTo(2);
      assertThat(scratch.ask("how many", "SELECT count(*) AS n, max(v) FROM parent, child").rows())
          .containsExactly(List.of("12", "z"));
      scratch.seal();
      assertThat(lines(scratch.rows(known("parent"))))
          .containsExactly("1\tnew\ta", "2\tnew\tb", "3\tthree\t\\N");
      assertThat(lines(scratch.rows(known("loose"))))
          .containsExactly(
              "\\N\t\\N", "\\N\t2", "a\t\\N", "new\t1", "new\t2", "x\t0", "x\t1", "x\t1", "x\t1");
    }
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void privateTablesAreFilledWithLinesExactly() throws Exception {
    Table parent = known("parent");
    try (Scratch scratch = scratch("parent")) {
      try (Stage fill = scratch.fill(parent, parent.stored())) {
        put(fill, "+7\tse\\tven\t\\N");
        put(fill, "+3\t\u00e9\tq");
      }
      scratch.seal();
      assertThat(lines(scratch.rows(parent))).containsExactly("3\t\u00e9\tq", "7\tse\\tven\t\\N");
      assertThat(lines(scratch.rows(parent))).hasSize(2);
    }
  }

  @Test
  void privateTablesTakeTheLiveRowsThatMatchOrTheOthers() throws Exception {
    Table parent = known("parent");
    Table child = known("child");
    try (Scratch scratch = scratch("parent", "child")) {
      try (Stage fill = scratch.fill(parent, parent.stored())) {
        put(fill, "+1\told\ta");
        put(fill, "+5\tfive\te");
      }
      Optional<String> condition = Optional.of("code > 'a' -- which ones");
      assertThat(scratch.fillLive(parent, "where", condition, Scratch.Which.OTHERS)).isEqualTo(1);
      condition = Optional.of("parent_id = 1");
      assertThat(scratch.fillLive(child, "where", condition, Scratch.Which.MATCHING)).isEqualTo(2);
      scratch.seal();
      assertThat(lines(scratch.rows(parent)))
          .containsExactly("1\told\ta", "3\tthree\t\\N", "5\tfive\te");
      assertThat(lines(scratch.rows(child))).containsExactly("1\t1\tx", "2\t1\ty");
    }
  }

  @Test
  void privateTablesMayBreakWhatTheRealOnesKeep() throws Exception {
    try (Scratch scratch = scratch("parent")) {
      live(scratch, "parent");
      scratch.run("set", "UPDATE parent SET name = NULL, code = 'same'");
      scratch.seal();
      assertThat(lines(scratch.rows(known("parent")))).contains("10\t\\N\tsame");
    }
  }

  @Test
  void peoplesSqlReachesNothingButPrivateTables() throws Exception {
    Map<String, List<String>> before = all();
    for (String sql :
        List.of(
            "DELETE FROM child",
            "UPDATE guest SET v = 'x'",
            "INSERT INTO log VALUES ('x')",
            "DROP TABLE child",
            "CREATE TABLE other(a INT)",
            "COMMIT",
            "ROLLBACK",
            "VACUUM",
            "ATTACH 'x.db' AS x",
            "SET x = 1",
            "DELETE FROM parent; DELETE FROM child",
            "SELECT 1; COMMIT",
            "UPDATE parent SET nothing = 1",
            "UPDATE parent SET name = 'x",
            "")) {
      try (Scratch scratch = scratch("parent")) {
        assertThatThrownBy(() -> scratch.run("the rule", sql))
            .as(sql)
            .isInstanceOfSatisfying(
                BelayException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
                  assertThat(e).hasMessageStartingWith("the rule: ");
                });
      }
    }
    try (Scratch scratch = scratch("parent")) {
      assertThatThrownBy(() -> scratch.ask("the query", "DELETE FROM parent"))
          .isInstanceOf(BelayException.class);
      Optional<String> trick = Optional.of("1 = 1) UNION SELECT 1, '2', '3' WHERE (1 = 1");
      assertThatThrownBy(
              () -> scratch.fillLive(known("parent"), "where", trick, Scratch.Which.MATCHING))
          .isInstanceOf(BelayException.class);
    }
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void nowStandsForTheMoment() throws Exception {
    try (Scratch scratch = scratch("parent")) {
      live(scratch, "parent");
      scratch.run("set", "UPDATE parent SET name = CAST(now AS TEXT)");
      assertThat(
              scratch
                  .ask("same", "SELECT count(*) FROM parent WHERE name = CAST(NOW AS TEXT)")
                  .rows())
          .containsExactly(List.of("4"));
      assertThat(
              scratch
                  .ask("said", "SELECT 'now' AS now, count(*) /* now */ FROM parent p -- now")
                  .rows())
          .containsExactly(List.of("now", "4"));
    }
  }

  @Test
  void aMomentOfPrivateTablesEndsWhenItIsSealed() throws Exception {
    Table parent = known("parent");
    try (Scratch scratch = scratch("parent")) {
      if (writersGoOnWhileReading()) {
        run(database(), "DELETE FROM loose;");
      }
      live(scratch, "parent");
      assertThat(scratch.ask("loose", "SELECT count(*) FROM loose").rows())
          .containsExactly(List.of("7"));
      scratch.seal();
      change("parent", "-10\tten\td");
      assertThat(lines(scratch.rows(parent))).hasSize(4);
    }
  }

  @Test
  void rowsThatCannotBeToldApartAreRefused() throws Exception {
    try (Scratch scratch = scratch("pair")) {
      live(scratch, "pair");
      scratch.run("after", "UPDATE pair SET b = 1, a = 'a'");
      assertThatThrownBy(scratch::seal)
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
          .hasMessageContaining("pair");
    }
  }

  @Test
  void aPrivateTableMayBeOneThatTheDatabaseDoesNotHave() throws Exception {
    Table parent = known("parent");
    TableName name = new TableName(parent.name().schema(), "belay_ids");
    Table ids =
        new Table(name, parent.columns(), parent.key(), false, false, List.of(), List.of(), "");
    try (Scratch scratch = database().scratch(OPTIONS)) {
      scratch.begin(List.of(ids));
      scratch.run("fill", "INSERT INTO belay_ids SELECT id, name, code FROM parent");
      scratch.seal();
      assertThat(lines(scratch.rows(ids))).isEqualTo(rows("parent"));
    }
  }

  private Scratch scratch(String... names) throws IOException {
    Scratch scratch = database().scratch(OPTIONS);
    scratch.begin(Stream.of(names).map(n -> table(scratch.catalog(), n)).toList());
    return scratch;
  }

  private static void live(Scratch scratch, String name) throws IOException {
    Table table = table(scratch.catalog(), name);
    scratch.fillLive(table, "copy", Optional.empty(), Scratch.Which.MATCHING);
  }

  private static Table table(Catalog catalog, String name) {
    return catalog.tables().stream()
        .filter(t -> t.name().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
