package dev.belay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest extends StoreContract {
  @TempDir Path directory;

  @Override
  Store newStore() {
    return new LocalStore(directory.resolve("deep/repo"));
  }

  @Test
  void liesOnDiskAsResticLaysItOut() throws IOException {
    Store store = newStore();
    store.initialize();
    String name = "ab" + "0".repeat(62);
    store.write(FileKind.PACK, name, new byte[1]);
    store.write(FileKind.RUN, "2026-11-21.started", new byte[1]);

    Path root = directory.resolve("deep/repo");
    assertThat(root.resolve("data/ab/" + name)).isRegularFile();
    assertThat(root.resolve("belay-runs/2026-11-21.started")).isRegularFile();
    assertThat(root.resolve("keys")).isDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwx------");
    Path pack = root.resolve("data/ab/" + name);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pack)))
        .isEqualTo("r--------");
    try (Stream<Path> temporary = Files.list(root.resolve("tmp"))) {
      assertThat(temporary).isEmpty();
    }
  }

  @Test
  void strangersInTheDirectoriesAreNotListed() throws IOException {
    Store store = newStore();
    store.initialize();
    Path root = directory.resolve("deep/repo");
    Files.writeString(root.resolve("snapshots/README"), "hello");
    Files.createDirectory(root.resolve("snapshots/" + "c".repeat(64)));

    store.list(FileKind.SNAPSHOT, (name, size) -> assertThat(name).isNull());
  }

  @Test
  void aFullDiskHasRoomLeftForRemoving() throws IOException {
    AtomicLong usable = new AtomicLong(100 << 20);
    Path root = directory.resolve("repo");
    Disk disk =
        new Disk(root) {
          @Override
          long usable(Path where) {
            return usable.get();
          }
        };
    LocalStore store = new LocalStore(root, disk);
    store.initialize();
    Path spare = root.resolve("tmp/spare");
    String lock = "a".repeat(64);
    store.write(FileKind.LOCK, lock, new byte[1]);
    assertThat(spare).hasSize(1 << 20);
    store.makeRoom();
    assertThat(spare).exists();

    usable.set(0);
    store.makeRoom();
    assertThat(spare).doesNotExist();
    store.write(FileKind.LOCK, "b".repeat(64), new byte[1]);
    assertThat(spare).doesNotExist();

    usable.set(100 << 20);
    store.write(FileKind.LOCK, "c".repeat(64), new byte[1]);
    assertThat(spare).exists();
    for (char c = 'a'; c <= 'c'; c++) {
      store.delete(FileKind.LOCK, ("" + c).repeat(64));
    }
    store.removeIfEmpty();
    assertThat(root).doesNotExist();
  }

  @Test
  void whatKilledProcessesWereWritingIsClearedAfterADay() throws IOException {
    Store store = newStore();
    store.initialize();
    Path temporary = directory.resolve("deep/repo/tmp");
    Path old = Files.write(temporary.resolve(UUID.randomUUID().toString()), new byte[9]);
    Path young = Files.write(temporary.resolve(UUID.randomUUID().toString()), new byte[9]);
    Path somebodys = Files.write(temporary.resolve("README"), new byte[9]);
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    Files.setLastModifiedTime(old, before);
    Files.setLastModifiedTime(somebodys, before);

    store.clearLeavings();

    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).containsExactlyInAnyOrder(young, somebodys);
    }
  }

  @Test
  void locationsAreParsed() throws IOException {
    assertThat(Stores.open("some/dir").location()).endsWith("/some/dir");
    assertThat(Stores.open("local:/x").location()).isEqualTo("/x");
    assertThat(Stores.open("file:/x").location()).isEqualTo("/x");
    assertThat(Stores.open("file:///x").location()).isEqualTo("/x");
    assertThatThrownBy(() -> Stores.open("gopher://x"))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining("gopher");
    assertThatThrownBy(() -> Stores.open("")).isInstanceOf(BelayException.class);
  }
}
