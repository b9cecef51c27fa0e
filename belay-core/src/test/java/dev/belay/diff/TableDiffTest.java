package dev.belay.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.rows.Lines;
import dev.belay.rows.RowLayout;
import dev.belay.rows.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The merge join finds just what a naive comparison finds, whether or not it may skip chunks. */
class TableDiffTest {
  private static boolean byContent(byte[] row) {
    return Math.floorMod(Arrays.hashCode(row), 5) == 0;
  }

  /** What a diff said, as text. */
  private static final class Heard implements DiffSink {
    final List<String> differences = new ArrayList<>();

    @Override
    public void insert(byte[] aim, int from, int to) {
      differences.add("+" + Lines.text(aim, from, to));
    }

    @Override
    public void update(byte[] aim, int from, int to, byte[] live, int liveFrom, int liveTo) {
      differences.add("~" + Lines.text(live, liveFrom, liveTo) + ">" + Lines.text(aim, from, to));
    }

    @Override
    public void delete(byte[] live, int from, int to) {
      differences.add("-" + Lines.text(live, from, to));
    }
  }

  @Provide
  Arbitrary<Table> tables() {
    List<Form> forms = List.of(Form.SQLITE_NUMBER, Form.BYTES, Form.INTEGER);
    return Arbitraries.of(
        Tables.of(forms, List.of(2), false),
        Tables.of(forms, List.of(0), true),
        Tables.of(forms, List.of(2, 1), true),
        Tables.of(forms, List.of(), false));
  }

  private static byte[] row(Random random) {
    List<String> numbers = List.of("\\N", "1", "1.0", "2", "-0.0", "0.0", "a", "^t1", "^bx");
    List<String> texts = List.of("\\N", "", "a", "\\\\", "b");
    return Lines.line(
        numbers.get(random.nextInt(numbers.size())),
        texts.get(random.nextInt(texts.size())),
        random.nextInt(12) == 0 ? "\\N" : String.valueOf(random.nextInt(60)));
  }

  private static List<byte[]> rows(RowLayout layout, Random random, int count) {
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(random));
    }
    return Lines.asTable(layout, rows);
  }

  /** Some rows gone, some new. */
  private static List<byte[]> changed(RowLayout layout, List<byte[]> rows, Random random) {
    List<byte[]> other = new ArrayList<>();
    for (byte[] row : rows) {
      if (random.nextInt(8) != 0) {
        other.add(row);
      }
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      other.add(row(random));
    }
    return Lines.asTable(layout, other);
  }

  /** Row by row in maps: identity to line; where rows have no key, line to how often. */
  private static List<String> naive(RowLayout layout, List<byte[]> aim, List<byte[]> live) {
    TreeMap<byte[], List<byte[]>> byIdentity = new TreeMap<>((a, b) -> Lines.compare(layout, a, b));
    for (byte[] row : live) {
      byIdentity.computeIfAbsent(row, r -> new ArrayList<>()).add(row);
    }
    List<String> differences = new ArrayList<>();
    for (byte[] row : aim) {
      List<byte[]> there = byIdentity.get(row);
      if (there == null || there.isEmpty()) {
        differences.add("+" + Lines.text(row));
      } else {
        byte[] match = there.remove(0);
        if (!Arrays.equals(match, row)) {
          differences.add("~" + Lines.text(match) + ">" + Lines.text(row));
        }
      }
    }
    byIdentity.values().forEach(left -> left.forEach(r -> differences.add("-" + Lines.text(r))));
    return differences;
  }

  @Property(tries = 500)
  void aDiffIsTheNaiveOne(@ForAll("tables") Table table, @ForAll Random random) throws IOException {
    RowLayout layout = RowLayout.of(table);
    List<byte[]> live = rows(layout, random, random.nextInt(80));
    List<byte[]> aim = changed(layout, live, random);
    for (String salt : List.of("", "never equal")) {
      Heard heard = new Heard();
      MemoryChunks aimChunks = new MemoryChunks(aim, TableDiffTest::byContent, "");
      MemoryChunks liveChunks = new MemoryChunks(live, TableDiffTest::byContent, salt);
      new TableDiff(table, table, table.stored()).run(aimChunks, liveChunks, heard);
      assertThat(heard.differences).containsExactlyInAnyOrderElementsOf(naive(layout, aim, live));
      if (!salt.isEmpty()) {
        assertThat(liveChunks.opened()).isEqualTo(liveChunks.size());
      }
    }
  }

  @Property(tries = 100)
  void equalChunksAreNotOpened(@ForAll("tables") Table table, @ForAll Random random)
      throws IOException {
    List<byte[]> rows = rows(RowLayout.of(table), random, 100);
    MemoryChunks aim = new MemoryChunks(rows, TableDiffTest::byContent, "");
    MemoryChunks live = new MemoryChunks(rows, TableDiffTest::byContent, "");
    Heard heard = new Heard();
    new TableDiff(table, table, table.stored()).run(aim, live, heard);
    assertThat(heard.differences).isEmpty();
    assertThat(aim.opened() + live.opened()).isZero();
  }

  @Property(tries = 200)
  void columnsInAnotherOrderAreComparedByName(@ForAll Random random) throws IOException {
    List<Form> forms = List.of(Form.SQLITE_NUMBER, Form.BYTES, Form.INTEGER);
    Table live = Tables.of(forms, List.of(2), false);
    Table aim =
        live.withColumns(
            List.of(live.columns().get(2), live.columns().get(0), live.columns().get(1)));
    RowLayout layout = RowLayout.of(live);
    List<byte[]> liveRows = rows(layout, random, 60);
    List<byte[]> aimRows = changed(layout, liveRows, random);
    Projection turn = Projection.of(live.stored(), aim.stored());
    List<byte[]> turned = new ArrayList<>();
    for (byte[] row : aimRows) {
      turn.apply(row, 0, row.length);
      turned.add(Arrays.copyOf(turn.line(), turn.length()));
    }
    Heard heard = new Heard();
    new TableDiff(aim, live, live.stored())
        .run(
            new MemoryChunks(turned, TableDiffTest::byContent, ""),
            new MemoryChunks(liveRows, TableDiffTest::byContent, ""),
            heard);
    assertThat(heard.differences)
        .containsExactlyInAnyOrderElementsOf(naive(layout, aimRows, liveRows));
  }

  @Test
  void rowsOutOfOrderAreRefused() {
    Table table = Tables.numbered();
    List<byte[]> rows = List.of(Lines.line("2", "a"), Lines.line("1", "b"));
    assertThatThrownBy(
            () ->
                new TableDiff(table, table, table.stored())
                    .run(new MemoryChunks(rows, r -> false, ""), ChunkedRows.NONE, new Heard()))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FAILED);
              assertThat(e).hasMessageContaining("order of their key");
            });
  }
}
