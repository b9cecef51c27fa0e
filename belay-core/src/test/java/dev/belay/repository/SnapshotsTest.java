package dev.belay.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.MemoryStore;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private final MemoryStore store = new MemoryStore();

  @Test
  void everyFieldComesBack() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("type", "safety");
    summary.put("rows", 12_345_678_901L);
    summary.put("huge", new BigInteger("123456789012345678901234567890"));
    summary.put("ratio", 0.25);
    summary.put("whole", true);
    summary.put("tables", List.of(Map.of("table", "a\tb"), Map.of()));
    SnapshotRecord record =
        SnapshotRecord.of(
            Instant.parse("2026-11-21T10:11:12.000000001Z"),
            BlobId.sha256(new byte[0], 0, 0),
            List.of("/a", "/ü"),
            new SnapshotRecord.Origin("host", "user", 1000, 100),
            List.of("x", "y"),
            "belay 0.1.0",
            summary);
    try (Repository repository = Repositories.create(store);
        Upload upload = repository.upload()) {
      SnapshotId first = upload.commit(record);
      SnapshotId second = upload.commit(record.withParent(first));

      assertThat(repository.snapshots().get(first)).isEqualTo(record);
      assertThat(repository.snapshots().get(second).parent()).contains(first);
    }
  }

  @Test
  void listingReadsNoIndex() {
    Map<SnapshotId, SnapshotRecord> seen = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
    try (Repository repository = Repositories.create(store)) {
      Repositories.backup(repository, new byte[10]);
      Repositories.backup(repository, new byte[20]);
    }
    store.damage(FileKind.INDEX, "e".repeat(64), "not an index".getBytes(UTF_8));

    try (Repository repository = Repositories.open(store)) {
      repository.snapshots().forEach(seen::put);
      assertThat(seen).hasSize(2);
      assertThatThrownBy(repository::upload).hasMessageContaining("index");
    }
  }

  @Test
  void snapshotsAreFoundByAUniquePrefix() {
    try (Repository repository = Repositories.create(store)) {
      SnapshotId id = Repositories.backup(repository, new byte[10]);
      Snapshots snapshots = repository.snapshots();

      assertThat(snapshots.find(id.shortForm())).isEqualTo(id);
      assertThat(snapshots.find(id.toString())).isEqualTo(id);
      assertFails(() -> snapshots.find(""), ErrorCode.NOT_FOUND);
      assertFails(() -> snapshots.find("xyz"), ErrorCode.NOT_FOUND);
      for (int i = 0; i < 16; i++) {
        Repositories.backup(repository, new byte[i]);
      }
      // Of seventeen ids, two begin with the same digit.
      assertThatThrownBy(
              () -> {
                for (char digit : "0123456789abcdef".toCharArray()) {
                  if (snapshots.ids().stream().anyMatch(s -> s.toString().charAt(0) == digit)) {
                    snapshots.find(String.valueOf(digit));
                  }
                }
              })
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AMBIGUOUS));
    }
  }

  @Test
  void aDeletedSnapshotIsGoneAndItsNeighbourWhole() {
    byte[] shared = Repositories.noise(1, 10_000);
    try (Repository repository = Repositories.create(store)) {
      SnapshotId one = Repositories.backup(repository, shared);
      SnapshotId two = Repositories.backup(repository, shared, new byte[100]);
      repository.snapshots().delete(one);

      assertFails(() -> repository.snapshots().get(one), ErrorCode.NOT_FOUND);
      assertThat(Repositories.content(repository, two)).hasSize(10_100);
      assertThat(repository.check(true, CheckListener.NONE).ok()).isTrue();
    }
  }

  @Test
  void runEntriesAreWrittenOnceAndSealed() throws Exception {
    byte[] content = "{\"run\":\"secret\"}".repeat(2000).getBytes(UTF_8);
    try (Repository repository = Repositories.create(store)) {
      RunFiles runs = repository.runs();
      runs.write("2026-11-21.b", content);
      runs.write("2026-11-21.a", new byte[] {2, 0, 1});

      assertThat(runs.names()).containsExactly("2026-11-21.a", "2026-11-21.b");
      assertThat(runs.read("2026-11-21.b")).isEqualTo(content);
      assertThat(runs.read("2026-11-21.a")).containsExactly(2, 0, 1);
      assertThat(new String(store.read(FileKind.RUN, "2026-11-21.b"), UTF_8))
          .doesNotContain("secret");
      assertFails(() -> runs.write("2026-11-21.a", content), ErrorCode.REFUSED);
      assertFails(() -> runs.read("nothing"), ErrorCode.NOT_FOUND);
      runs.clear("2026-11-21.a");
      runs.clear("2026-11-21.a");
      assertThat(runs.names()).containsExactly("2026-11-21.b");
    }
  }

  private static void assertFails(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BelayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
