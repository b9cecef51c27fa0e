package dev.belay.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedStoreTest extends StoreContract {
  private static final String REPOSITORY = "c".repeat(64);

  @TempDir Path directory;
  private final MemoryStore memory = new MemoryStore();
  private final byte[] content = {1, 2, 3};
  private String name = "";

  @BeforeEach
  void name() throws Exception {
    name = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  @Override
  Store newStore() {
    Store store = new CachedStore(memory, directory);
    store.holds(REPOSITORY);
    return store;
  }

  private Path kept() {
    return directory.resolve(REPOSITORY).resolve("index").resolve(name);
  }

  @Test
  void whatWasReadOnceIsNotFetchedAgain() throws IOException {
    memory.write(FileKind.INDEX, name, content);
    assertThat(newStore().read(FileKind.INDEX, name)).isEqualTo(content);
    memory.damage(FileKind.INDEX, name, new byte[] {9});

    assertThat(newStore().read(FileKind.INDEX, name)).isEqualTo(content);
    assertThat(newStore().direct().read(FileKind.INDEX, name)).containsExactly(9);
    assertThat(kept()).hasBinaryContent(content);
  }

  @Test
  void whatIsNotItsNameIsFetchedAgain() throws IOException {
    memory.write(FileKind.INDEX, name, content);
    newStore().read(FileKind.INDEX, name);
    Files.write(kept(), new byte[] {7, 7});

    assertThat(newStore().read(FileKind.INDEX, name)).isEqualTo(content);
    assertThat(kept()).hasBinaryContent(content);
  }

  @Test
  void damageOfTheStorageIsNotKept() throws IOException {
    memory.damage(FileKind.INDEX, name, new byte[] {9});
    assertThat(newStore().read(FileKind.INDEX, name)).containsExactly(9);
    assertThat(kept()).doesNotExist();
  }

  @Test
  void aListingIsTheStoragesAndForgetsWhatIsGone() throws IOException {
    Store store = newStore();
    store.write(FileKind.INDEX, name, content);
    assertThat(kept()).exists();
    memory.delete(FileKind.INDEX, name);

    store.list(FileKind.INDEX, (n, size) -> assertThat(n).isNull());
    assertThat(kept()).doesNotExist();
  }

  @Test
  void aCacheThatCanNotBeWrittenDoesNoHarm() throws IOException {
    memory.write(FileKind.INDEX, name, content);
    Files.writeString(directory.resolve(REPOSITORY), "a file, where a directory should be");
    assertThat(newStore().read(FileKind.INDEX, name)).isEqualTo(content);
    newStore().list(FileKind.SNAPSHOT, (n, size) -> {});
  }
}
