package dev.belay.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.FileMove;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files change places whole, wherever the moving was broken off. */
class FileSwapTest {
  @TempDir Path directory;

  private FileSwap swap(String... fresh) throws IOException {
    Files.createDirectories(directory.resolve("kept"));
    List<FileMove> moves = new ArrayList<>();
    for (String name : fresh) {
      Path from = directory.resolve("kept").resolve(name);
      Files.writeString(from, "fresh " + name);
      moves.add(new FileMove(from.toString(), directory.resolve(name).toString()));
    }
    List<String> family =
        Stream.of("app.db-journal", "app.db-wal", "app.db-shm", "app.db")
            .map(n -> directory.resolve(n).toString())
            .toList();
    return new FileSwap(family, directory.resolve(".belay/safety/1").toString(), moves);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(directory.relativize(file).toString(), Files.readString(file));
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void whatWasBrokenOffIsCompleted(int moved) throws Exception {
    write("app.db", "old");
    write("app.db-wal", "old wal");
    FileSwap swap = swap("app.db-wal", "app.db");
    List<FileMove> moves = swap.moves();
    assertThat(moves).hasSize(4);
    Files.createDirectories(Path.of(swap.aside()));
    for (FileMove move : moves.subList(0, moved)) {
      Files.move(Path.of(move.from()), Path.of(move.to()));
    }
    FileSwap.parse(swap.mark()).complete();
    swap.complete();
    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                ".belay/safety/1/app.db", "old",
                ".belay/safety/1/app.db-wal", "old wal",
                "app.db", "fresh app.db",
                "app.db-wal", "fresh app.db-wal"));
  }

  @Test
  void aFileThatSomebodyMadeInBetweenIsKept() throws Exception {
    write("app.db", "old");
    FileSwap swap = swap("app.db");
    Files.createDirectories(Path.of(swap.aside()));
    Files.move(directory.resolve("app.db"), Path.of(swap.moves().get(0).to()));
    write("app.db", "stranger");
    write("app.db-journal", "of the stranger");
    swap.complete();
    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                ".belay/safety/1/app.db", "old",
                ".belay/safety/1/app.db.1", "stranger",
                ".belay/safety/1/app.db-journal", "of the stranger",
                "app.db", "fresh app.db"));
  }

  @Test
  void nothingMayComeInTheirPlace() throws Exception {
    write("app.db", "old");
    write("app.db-wal", "old wal");
    FileSwap swap = swap();
    swap.complete();
    write("app.db", "a new life");
    swap.complete();
    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                ".belay/safety/1/app.db", "old",
                ".belay/safety/1/app.db-wal", "old wal",
                "app.db", "a new life"));
  }
}
