package dev.belay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  private static final int FILES = 300;

  @TempDir Path directory;

  @Test
  void nothingThatIsBeingWrittenIsTakenForALeaving() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> clearing =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                PrivateFiles.clear(directory);
              }
            });
    try {
      for (int i = 0; i < FILES; i++) {
        byte[] content = ("key " + i).getBytes(StandardCharsets.UTF_8);
        assertThat(PrivateFiles.createOnce(directory.resolve("key" + i), content)).isTrue();
      }
    } finally {
      over.set(true);
      clearing.join();
    }
    try (Stream<Path> all = Files.list(directory)) {
      assertThat(all).hasSize(FILES);
    }
    assertThat(directory.resolve("key7")).hasContent("key 7");
  }
}
