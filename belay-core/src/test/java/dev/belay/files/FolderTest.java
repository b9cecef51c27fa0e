package dev.belay.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No path of a snapshot leads out of the folder that it is for. */
class FolderTest {
  @TempDir Path directory;
  private Folder folder = new Folder("", Path.of(""));

  @BeforeEach
  void make() throws Exception {
    folder = Folder.at("avatars", Files.createDirectory(directory.resolve("avatars")), "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "../x", "a/../../x", "a/..", "/etc/passwd", "a//b", "./a", "a/", "a/\0b"})
  void aPathThatIsNoneOfAFileWithinIsDamage(String path) {
    assertThatThrownBy(() -> folder.resolve(path))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
  }

  @Test
  void othersAreWithin() {
    assertThat(folder.resolve("")).isEqualTo(folder.root());
    assertThat(folder.resolve("a/b..c/...")).isEqualTo(folder.root().resolve("a/b..c/..."));
  }

  @ParameterizedTest
  @CsvSource({
    "a, b, false",
    "a/b, ../c, false",
    "a/b, ../../c, true",
    "a, .., true",
    "a/b, .., false",
    "a, /etc/passwd, true",
    "a, ../avatars/x, false",
    "a, ../avatars2, true",
  })
  void aLinkLeadsOutOrNot(String path, String target, boolean out) {
    assertThat(folder.leadsOut(path, target)).isEqualTo(out);
  }

  @Test
  void aPlaceBehindALinkIsNotWithin() throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(folder.root().resolve("way"), elsewhere);
    folder.requirePlain(folder.resolve("way"));
    assertThatThrownBy(() -> folder.requirePlain(folder.resolve("way/x")))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED));
    assertThatThrownBy(() -> folder.requirePlain(folder.resolve("way/x/y/z")))
        .hasMessageContaining("way is no directory");
  }

  @Test
  void theFolderMayBeMissingTheDirectoryThatItIsInMayNot() throws Exception {
    assertThat(Folder.at("new", directory.resolve("new"), "").root())
        .isEqualTo(directory.toRealPath().resolve("new"));
    assertThatThrownBy(() -> Folder.at("new", directory.resolve("no/new"), ""))
        .hasMessageContaining("there is no directory " + directory.resolve("no"));
    Files.createSymbolicLink(directory.resolve("loose"), Path.of("nowhere"));
    assertThatThrownBy(() -> Folder.at("loose", directory.resolve("loose"), ""))
        .hasMessageContaining("behind that link");
  }

  @Test
  void whatCanNotBeListedIsCountedAsOne() throws Exception {
    Path root = folder.root();
    Files.createDirectories(root.resolve("deep/er"));
    Files.writeString(root.resolve("deep/er/a"), "a");
    Files.writeString(root.resolve("wanted"), "");
    Files.writeString(root.resolve("b"), "b");
    assertThat(FileComparison.others(root, Set.of("wanted"), Set.of())).isEqualTo(2);
    assertThat(FileComparison.others(root.resolve("gone"), Set.of(), Set.of())).isOne();
    Path closed = root.resolve("deep/er");
    Files.setPosixFilePermissions(closed, Set.of());
    try {
      // Root lists it all the same, and counts the one file in it.
      assertThat(FileComparison.others(root, Set.of("wanted"), Set.of())).isEqualTo(2);
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
