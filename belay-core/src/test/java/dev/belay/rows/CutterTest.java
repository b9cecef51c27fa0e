package dev.belay.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chunks hold all rows, are bounded, and stay where they are when a row changes. */
class CutterTest {
  private static final RowLayout LAYOUT = RowLayout.of(Tables.numbered());

  /** About six megabytes of rows with even numbers. */
  private static List<byte[]> rows(long seed) {
    Random random = new Random(seed);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      rows.add(row(i * 2L, random.nextLong(), 20 + random.nextInt(360)));
    }
    return rows;
  }

  private static byte[] row(long key, long content, int size) {
    String word = Long.toHexString(content);
    return Lines.line(Long.toString(key), word.repeat(size / word.length() + 1));
  }

  private static List<String> cut(List<byte[]> rows) throws IOException {
    List<String> ids = new ArrayList<>();
    try (Cutter cutter = new Cutter(Lines.stream(rows), LAYOUT)) {
      for (@Nullable Chunk c = cutter.next(); c != null; c = cutter.next()) {
        ids.add(id(c));
      }
    }
    return ids;
  }

  private static String id(Chunk chunk) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(chunk.buffer(), 0, chunk.length());
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static int changed(List<String> before, List<String> after) {
    Set<String> known = new HashSet<>(before);
    return (int) after.stream().filter(id -> !known.contains(id)).count();
  }

  @Test
  void chunksHoldAllRowsAndAreBounded() throws IOException {
    List<byte[]> rows = rows(1);
    StringBuilder all = new StringBuilder();
    TableDigest.Sum inChunks = new TableDigest.Sum();
    List<Integer> sizes = new ArrayList<>();
    try (Cutter cutter = new Cutter(Lines.stream(rows), LAYOUT)) {
      for (@Nullable Chunk c = cutter.next(); c != null; c = cutter.next()) {
        all.append(Lines.text(c.buffer(), 0, c.length()));
        inChunks.add(c.digest());
        sizes.add(c.length());
      }
    }
    StringBuilder wanted = new StringBuilder();
    TableDigest.Sum whole = new TableDigest.Sum();
    for (byte[] row : rows) {
      wanted.append(Lines.text(row));
      whole.addLine(row, 0, row.length);
    }
    assertThat(all.toString().equals(wanted.toString())).isTrue();
    assertThat(inChunks.total()).isEqualTo(whole.total());
    assertThat(sizes).hasSizeGreaterThan(3).allMatch(s -> s <= Cutter.LARGEST);
    assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(s -> s >= Cutter.SMALLEST);
  }

  @Property(tries = 30)
  void oneRowMoreOrLessOrOtherChangesFewChunks(
      @ForAll @IntRange(max = 20) int seed, @ForAll @IntRange(max = 29_999) int at)
      throws IOException {
    List<byte[]> rows = rows(seed);
    List<String> before = cut(rows);

    List<byte[]> more = new ArrayList<>(rows);
    more.add(at + 1, row(at * 2L + 1, seed, 100));
    List<byte[]> less = new ArrayList<>(rows);
    less.remove(at);
    List<byte[]> other = new ArrayList<>(rows);
    other.set(at, row(at * 2L, ~seed, 100));

    for (List<byte[]> after : List.of(more, less, other)) {
      assertThat(changed(before, cut(after))).isBetween(1, 4);
    }
  }

  @Test
  void aHugeRowIsAChunkOfItsOwnAndItsMemoryIsGivenBack() throws IOException {
    byte[] huge = row(5, 7, 9 << 20);
    List<byte[]> rows = List.of(row(1, 1, 50), huge, row(6, 1, 50), row(7, 1, 50));
    try (Cutter cutter = new Cutter(Lines.stream(rows), LAYOUT)) {
      List<Integer> lengths = new ArrayList<>();
      int buffer = 0;
      for (@Nullable Chunk c = cutter.next(); c != null; c = cutter.next()) {
        lengths.add(c.length());
        buffer = c.buffer().length;
      }
      assertThat(lengths)
          .containsExactly(
              rows.get(0).length, huge.length, rows.get(2).length + rows.get(3).length);
      assertThat(buffer).isLessThanOrEqualTo(Cutter.LARGEST);
    }
  }

  @Test
  void rowsOutOfOrderAreRefused() {
    List<byte[]> rows = List.of(row(1, 1, 10), row(3, 1, 10), row(2, 1, 10));
    assertThatThrownBy(() -> cut(rows))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("order");
  }

  @Test
  void rowsOutOfOrderAreRefusedAcrossABoundaryToo() {
    byte[] big = row(10, 1, Cutter.LARGEST);
    assertThatThrownBy(() -> cut(List.of(big, row(9, 1, 10))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("order");
    byte[] nine = ("9\t" + "x".repeat(20) + "\n").getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> cut(List.of(row(1, 1, 5), big, nine))).isInstanceOf(IOException.class);
  }
}
