package dev.belay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Database.Outcome;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All that every engine promises. Each engine's test extends it. */
public abstract class EngineContract extends ChangeContract {
  @Test
  void theCatalogTellsKeysAndReferences() throws Exception {
    try (LiveDataset live = database().read(OPTIONS)) {
      assertThat(table(live, "parent").key()).containsExactly("id");
      assertThat(table(live, "parent").otherUnique()).isTrue();
      assertThat(table(live, "child").otherUnique()).isFalse();
      assertThat(table(live, "pair").key()).containsExactly("a", "b");
      assertThat(table(live, "pair").keyNullable()).isFalse();
      assertThat(table(live, "loose").key()).isEmpty();
      ForeignKey key = key(table(live, "child"));
      assertThat(key.columns()).containsExactly("parent_id");
      assertThat(key.target()).isEqualTo(table(live, "parent").name());
      assertThat(key.targetColumns()).containsExactly("id");
      assertThat(key.onDelete()).isEqualTo(ForeignKey.Action.CASCADE);
      assertThat(column(table(live, "guest"), "v").hasDefault()).isTrue();
      assertThat(column(table(live, "parent"), "name").nullable()).isFalse();
    }
  }

  @Test
  void rowsComeInTheOrderOfTheirLayout() throws Exception {
    assertThat(rows("pair"))
        .containsExactly("\\N\t1\tB", "3\t9\ta", "2\t10\ta", "1\t2\tb", "u\t1\t\u00e9");
    assertThat(rows("loose"))
        .containsExactly("\\N\t\\N", "\\N\t2", "a\t\\N", "x\t0", "x\t1", "x\t1", "x\t1");
    assertThat(rows("parent"))
        .containsExactly("1\tone\ta", "2\ttwo\tb", "3\tthree\t\\N", "10\tten\td");
    try (LiveDataset live = database().read(OPTIONS)) {
      for (Table table : live.catalog().tables()) {
        assertThat(lines(live.rows(table)))
            .as(table.name().toString())
            .isSortedAccordingTo((a, b) -> compare(RowLayout.of(table), a, b));
      }
    }
  }

  @Test
  void aMomentDoesNotSeeWhatIsCommittedLater() throws Exception {
    try (LiveDataset live = database().read(OPTIONS)) {
      List<String> before = lines(live.rows(table(live, "child")));
      Table parent = table(live, "parent");
      if (writersGoOnWhileReading()) {
        run(database(), "INSERT INTO parent VALUES (4, 'four', 'z'); DELETE FROM child;");
      }
      assertThat(lines(live.rows(parent))).hasSize(4);
      assertThat(lines(live.rows(table(live, "child")))).isEqualTo(before);
    }
  }

  @Test
  void aDatabaseIsBuiltFromScriptsAndRows() throws Exception {
    run(database(), trigger("parent"));
    Map<String, List<String>> wanted = all();
    Database target = absent();
    try (LiveDataset live = database().read(OPTIONS)) {
      Scripts scripts = live.scripts();
      if (!scripts.complete()) {
        assertThat(scripts.missing()).isNotEmpty();
        return;
      }
      Catalog catalog = live.catalog();
      try (Change change = target.create(OPTIONS, catalog, scripts.before())) {
        for (Table table : catalog.tables()) {
          try (Stage stage = change.bulk(table, table.stored());
              RowStream rows = live.rows(table)) {
            while (rows.next()) {
              stage.insert(rows.buffer(), rows.start(), rows.end());
            }
          }
        }
        change.apply();
        change.counters(live.counters(), catalog.tables());
        change.finish(scripts.after());
        for (Table table : catalog.tables()) {
          assertThat(lines(change.written(table)))
              .hasSameSizeAs(wanted.getOrDefault(table.name().name(), List.of()));
        }
        String mark = change.commitMark();
        change.commit();
        assertThat(target.outcome(mark)).isEqualTo(Outcome.COMMITTED);
      }
    }
    assertThat(all(target)).isEqualTo(wanted);
    assertThatThrownBy(() -> target.create(OPTIONS, catalogOf(target), ""))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED));
  }

  private static Catalog catalogOf(Database database) throws IOException {
    try (LiveDataset live = database.read(OPTIONS)) {
      return live.catalog();
    }
  }

  private static int compare(RowLayout layout, String a, String b) {
    byte[] x = (a + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] y = (b + "\n").getBytes(StandardCharsets.UTF_8);
    return layout.compare(x, 0, x.length, y, 0, y.length);
  }
}
