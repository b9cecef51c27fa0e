package dev.belay.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.belay.model.BlobId;
import dev.belay.model.Progress;
import dev.belay.repository.BlobReader;
import dev.belay.repository.BlobType;
import dev.belay.snapshot.FilePieces;
import dev.belay.snapshot.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of which the process died left says what became of it, and nothing more. */
class FileMovesTest {
  private static final String RUN = "abc";

  @TempDir Path directory;
  private final List<FileStep> steps = new ArrayList<>();

  private FileMoves moves() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (FileStep step : steps) {
      lines.write(Json.MAPPER.writeValueAsBytes(step));
      lines.write('\n');
    }
    return new FileMoves(
        List.of(new Folder("files", directory)),
        () -> new ByteArrayInputStream(lines.toByteArray()),
        RUN);
  }

  private static Optional<FileState> state(Path place) throws IOException {
    return Places.state(place, new FilePieces(Progress.NONE), Places::name);
  }

  /** A step of which the new content lies beside its place. */
  private Path staged(String name, String content) throws IOException {
    Path staged = directory.resolve(".belay-" + RUN + "-" + steps.size());
    Files.writeString(staged, content);
    Path place = directory.resolve(name);
    steps.add(new FileStep(0, name, state(place), state(staged), Places.stamp(place)));
    return staged;
  }

  private void removal(String name) throws IOException {
    Path place = directory.resolve(name);
    steps.add(new FileStep(0, name, state(place), Optional.empty(), Places.stamp(place)));
  }

  @Test
  void aBrokenOffDiscardDoesNotLookLikeACommit() throws Exception {
    Files.writeString(directory.resolve("one"), "before");
    Path one = staged("one", "after");
    Path two = staged("two", "after");
    assertThat(moves().begun()).isFalse();
    Files.delete(one);
    assertThat(moves().begun()).isFalse();
    Files.writeString(directory.resolve("one"), "the application's");
    assertThat(moves().begun()).isFalse();
    Files.move(two, directory.resolve("two"));
    assertThat(moves().begun()).isTrue();
  }

  @Test
  void aRunThatOnlyRemovesHasBegunWhenSomethingIsGone() throws Exception {
    Files.writeString(directory.resolve("one"), "1");
    Files.writeString(directory.resolve("two"), "2");
    removal("one");
    removal("two");
    assertThat(moves().begun()).isFalse();
    Files.delete(directory.resolve("one"));
    assertThat(moves().begun()).isTrue();
    assertThat(moves().finish(Progress.NONE)).isEmpty();
    assertThat(directory.resolve("two")).doesNotExist();
  }

  @Test
  void whatWasKeptAsideBeforeIsNotOverwritten() throws Exception {
    staged("one", "after");
    Files.writeString(directory.resolve("one"), "new");
    Path earlier = Files.writeString(directory.resolve("one.belay-kept-" + RUN), "earlier");
    Path aside = directory.resolve("one.belay-kept-" + RUN + ".1");
    assertThat(moves().finish(Progress.NONE))
        .singleElement()
        .asString()
        .contains("was changed in the meantime, and is " + aside);
    assertThat(earlier).hasContent("earlier");
    assertThat(aside).hasContent("new");
    assertThat(directory.resolve("one")).hasContent("after");
  }

  @Test
  void twoNamesOfOneFileAreBothReplaced() throws Exception {
    Files.writeString(directory.resolve("one"), "before");
    Files.createLink(directory.resolve("two"), directory.resolve("one"));
    staged("one", "after");
    staged("two", "after");
    assertThat(moves().finish(Progress.NONE)).isEmpty();
    assertThat(directory.resolve("two")).hasContent("after");
  }

  @Test
  void changedRightsAreAChange() throws Exception {
    Path one = Files.writeString(directory.resolve("one"), "before");
    staged("one", "after");
    Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("r--------"));
    assertThat(moves().finish(Progress.NONE)).singleElement().asString().contains("meantime");
  }

  @Test
  void aDirectoryOfTheApplicationsOwnStays() throws Exception {
    Path ours = directory.resolve("ours");
    Path theirs = directory.resolve("theirs");
    for (Path each : List.of(ours, theirs)) {
      Files.createDirectory(
          each, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
      String name = each.getFileName().toString();
      steps.add(new FileStep(0, name, Optional.empty(), state(each), ""));
    }
    Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwx------"));
    moves().discard();
    assertThat(ours).doesNotExist();
    assertThat(theirs).exists();
  }

  @Test
  void directoriesInDirectoriesBelongToWhomTheFolderBelongs() throws Exception {
    assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "only root gives files away");
    Files.setAttribute(directory, "unix:uid", 4711);
    Path model = Files.createDirectory(directory.resolve("model"));
    FileState wanted = state(model).orElseThrow();
    for (String name : List.of("a", "a/b")) {
      steps.add(new FileStep(0, name, Optional.empty(), Optional.of(wanted), ""));
    }
    moves().stage(new NoBlobs(), Progress.NONE);
    assertThat(Files.getAttribute(directory.resolve("a"), "unix:uid")).isEqualTo(4711);
    assertThat(Files.getAttribute(directory.resolve("a/b"), "unix:uid")).isEqualTo(4711);
    assertThat(moves().finish(Progress.NONE)).isEmpty();
    assertThat(Files.getAttribute(directory.resolve("a/b"), "unix:uid")).isEqualTo(4711);
    assertThat(state(directory.resolve("a/b")).orElseThrow().mode()).isEqualTo(wanted.mode());
  }

  /** For steps that write no file. */
  private static final class NoBlobs implements BlobReader {
    @Override
    public byte[] load(BlobType type, BlobId id) {
      throw new AssertionError(id);
    }

    @Override
    public int plainLength(BlobType type, BlobId id) {
      throw new AssertionError(id);
    }

    @Override
    public boolean contains(BlobType type, BlobId id) {
      return false;
    }
  }

  @Test
  void oneAtATimeIsAtWork() throws Exception {
    Path locked;
    try (FolderLock lock = moves().lock()) {
      assertThat(lock.certain()).isTrue();
      locked = directory.resolveSibling(".belay-" + directory.getFileName() + ".lock");
      assertThat(locked).exists();
      assertThatThrownBy(() -> moves().lock())
          .hasMessageContaining("another run is at work on " + directory);
    }
    assertThat(locked).doesNotExist();
    moves().lock().close();
  }
}
