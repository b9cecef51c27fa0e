package dev.belay.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.diff.MemoryChunks;
import dev.belay.diff.TableDiff;
import dev.belay.engine.Stage;
import dev.belay.model.Mode;
import dev.belay.model.Table;
import dev.belay.rows.Lines;
import dev.belay.rows.TableDigest;
import dev.belay.rows.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/**
 * What a mode lets happen, and the sums that follow, against a table that is changed row by row in
 * memory.
 */
class TallyTest {
  private final Table table = Tables.numbered();

  /** A stage that changes the map at once. */
  private static final class MapStage implements Stage {
    final Map<Long, String> rows;

    MapStage(Map<Long, String> rows) {
      this.rows = rows;
    }

    private static long key(String line) {
      return Long.parseLong(line.substring(0, line.indexOf('\t')));
    }

    @Override
    public void insert(byte[] line, int from, int to) {
      String text = Lines.text(line, from, to);
      assertThat(rows.put(key(text), text)).isNull();
    }

    @Override
    public void update(byte[] line, int from, int to) {
      String text = Lines.text(line, from, to);
      assertThat(rows.put(key(text), text)).isNotNull();
    }

    @Override
    public void delete(byte[] line, int from, int to) {
      String text = Lines.text(line, from, to);
      assertThat(rows.remove(key(text))).isEqualTo(text);
    }

    @Override
    public void close() {}
  }

  private static Map<Long, String> table(List<Integer> content) {
    TreeMap<Long, String> rows = new TreeMap<>();
    for (int number : content) {
      long key = Math.floorMod(number, 50);
      rows.put(
          key, Lines.text(Lines.line(Long.toString(key), "v" + Math.floorMod(number / 50, 3))));
    }
    return rows;
  }

  private static MemoryChunks chunks(Map<Long, String> rows) {
    List<byte[]> lines = new ArrayList<>();
    rows.values().forEach(r -> lines.add(r.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    return new MemoryChunks(lines, r -> Math.floorMod(java.util.Arrays.hashCode(r), 4) == 0, "");
  }

  private static TableDigest digest(Map<Long, String> rows) {
    TableDigest.Sum sum = new TableDigest.Sum();
    rows.values()
        .forEach(
            r -> {
              byte[] line = r.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
              sum.addLine(line, 0, line.length);
            });
    return sum.total();
  }

  private static Map<Long, String> wanted(
      Mode mode, Map<Long, String> aim, Map<Long, String> live) {
    return switch (mode) {
      case REPLACE -> new TreeMap<>(aim);
      case MERGE -> {
        TreeMap<Long, String> both = new TreeMap<>(live);
        both.putAll(aim);
        yield both;
      }
      case MISSING -> {
        TreeMap<Long, String> both = new TreeMap<>(aim);
        both.putAll(live);
        yield both;
      }
    };
  }

  @Property(tries = 200)
  void theSumsLeadFromBeforeToAfter(
      @ForAll @Size(max = 60) List<Integer> aimContent,
      @ForAll @Size(max = 60) List<Integer> liveContent,
      @ForAll Mode mode)
      throws IOException {
    Map<Long, String> aim = table(aimContent);
    Map<Long, String> live = table(liveContent);
    TreeMap<Long, String> changed = new TreeMap<>(live);
    Tally tally = new Tally(mode, Optional.of(new MapStage(changed)));
    new TableDiff(table, table, table.stored()).run(chunks(aim), chunks(live), tally);

    assertThat(changed).isEqualTo(wanted(mode, aim, live));
    assertThat(digest(live).minus(tally.removed()).plus(tally.added())).isEqualTo(digest(changed));
    assertThat(tally.inserts() - tally.deletes()).isEqualTo(changed.size() - live.size());
    assertThat(tally.inserts() + tally.updates()).isEqualTo(tally.added().rows());
    assertThat(tally.deletes() + tally.updates()).isEqualTo(tally.removed().rows());
  }
}
