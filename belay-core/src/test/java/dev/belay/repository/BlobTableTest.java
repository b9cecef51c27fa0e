package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.BlobId;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobTableTest {
  @TempDir Path directory;

  @Property(tries = 100)
  void behavesLikeAMap(@ForAll @Size(max = 3000) List<@IntRange(max = 700) Integer> keys)
      throws Exception {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Map<BlobId, Integer> model = new HashMap<>();
    try (BlobTable table = new BlobTable(temporary)) {
      byte[] entry = new byte[Entry.SIZE];
      for (int i = 0; i < keys.size(); i++) {
        BlobId id = crowded(keys.get(i));
        Entry.fill(entry, 0, id, BlobType.DATA, i, 1, 2);
        Entry.setPack(entry, 0, i);
        assertThat(table.put(entry, 0)).isEqualTo(model.put(id, i) == null);
      }
      assertThat(table.size()).isEqualTo(model.size());
      for (Map.Entry<BlobId, Integer> expected : model.entrySet()) {
        assertThat(table.find(expected.getKey(), BlobType.DATA, entry)).isTrue();
        assertThat(Entry.pack(entry, 0)).isEqualTo(expected.getValue());
        assertThat(Entry.get(entry, Entry.OFFSET)).isEqualTo(expected.getValue());
        assertThat(table.contains(expected.getKey(), BlobType.TREE)).isFalse();
      }
      assertThat(table.contains(crowded(701), BlobType.DATA)).isFalse();
    }
  }

  @Test
  void manyBlobsLeaveTheHeapAndNoFileBehind() throws Exception {
    int blobs = 200_000;
    try (BlobTable table = new BlobTable(directory)) {
      byte[] entry = new byte[Entry.SIZE];
      for (int i = 0; i < blobs; i++) {
        Entry.fill(entry, 0, spread(i), BlobType.DATA, i, 1, 2);
        Entry.setPack(entry, 0, i / 16);
        table.put(entry, 0);
      }
      assertThat(table.size()).isEqualTo(blobs);
      assertThat(table.onDisk()).isTrue();
      for (int i = 0; i < blobs; i += 997) {
        assertThat(table.find(spread(i), BlobType.DATA, entry)).isTrue();
        assertThat(Entry.pack(entry, 0)).isEqualTo(i / 16);
      }
      assertThat(table.contains(spread(blobs), BlobType.DATA)).isFalse();
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  /** Ids that begin alike, so that they want the same slots. */
  private static BlobId crowded(int number) {
    return BlobId.of(ByteBuffer.allocate(32).putInt(number % 3).putInt(20, number).array());
  }

  private static BlobId spread(int number) {
    long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
    return BlobId.of(ByteBuffer.allocate(32).putLong(mixed).putInt(20, number).array());
  }
}
