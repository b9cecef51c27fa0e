package dev.belay.files;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.snapshot.FilePieces;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Optional;

/** What is at a place of the file system, never through a link. */
public final class Places {
  private Places() {}

  /**
   * What is there; empty for nothing.
   *
   * @param sink names the pieces of a file
   */
  static Optional<FileState> state(Path place, FilePieces pieces, FilePieces.Sink sink)
      throws IOException {
    String before = stamp(place);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    PosixFileAttributes attributes = FilePieces.attributes(place);
    if (attributes.isSymbolicLink()) {
      return Optional.of(
          FileState.link(FilePieces.traits(attributes), Files.readSymbolicLink(place).toString()));
    }
    if (attributes.isDirectory()) {
      return Optional.of(FileState.directory(FilePieces.traits(attributes)));
    }
    if (!attributes.isRegularFile()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          place + " is neither file, directory nor link",
          "move it away, or leave the files as they are with --no-files");
    }
    FilePieces.Content read = pieces.read(place, attributes, sink);
    if (!stamp(place).equals(before)) {
      throw touched(place);
    }
    return Optional.of(FileState.file(FilePieces.traits(attributes), read.size(), read.content()));
  }

  static BlobId name(byte[] bytes, int length) {
    return BlobId.sha256(bytes, 0, length);
  }

  /** Changes whenever anything about a file does; empty where nothing is there. */
  static String stamp(Path place) throws IOException {
    try {
      Map<String, Object> facts =
          Files.readAttributes(
              place, "unix:ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
      return "%s %s %s %s"
          .formatted(
              facts.get("ino"),
              facts.get("size"),
              facts.get("lastModifiedTime"),
              facts.get("ctime"));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return "";
    } catch (FileSystemException e) {
      if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        return "";
      }
      throw e;
    }
  }

  /**
   * Whether two stamps differ in the time of the last change to the file's own entry alone. A file
   * with two names has another one as soon as something happens to one of them.
   */
  static boolean sameButForLinks(String one, String other) {
    return !one.isEmpty() && !other.isEmpty() && content(one).equals(content(other));
  }

  private static String content(String stamp) {
    return stamp.substring(0, stamp.lastIndexOf(' '));
  }

  static BelayException touched(Path place) {
    return new BelayException(
        ErrorCode.STALE_PLAN,
        place + " is being changed just now",
        "nothing was changed; stop the application (hooks can), then try again");
  }

  /** Whether anything is there, were it a link that leads nowhere. */
  static boolean taken(Path place) {
    return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  /** That place, or where it is taken the next beside it of which the name has a number behind. */
  public static Path free(Path wanted) {
    Path free = wanted;
    for (int i = 1; taken(free); i++) {
      free = wanted.resolveSibling(wanted.getFileName() + "." + i);
    }
    return free;
  }
}
