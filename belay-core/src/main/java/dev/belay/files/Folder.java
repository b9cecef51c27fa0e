package dev.belay.files;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * A file or directory of the application, with all that is in it.
 *
 * @param name its name under {@code files/} in snapshots
 * @param root where it is, without links on the way
 */
record Folder(String name, Path root) {

  /**
   * The folder at this place. It may be missing; the directory that it lies in may not, since then
   * the place is rather a mistake, or a disk that is not there.
   *
   * @param hint what to do where it is so
   */
  static Folder at(String name, Path place, String hint) throws IOException {
    Path absolute = place.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      return new Folder(name, absolute.toRealPath());
    }
    Path parent = absolute.getParent();
    if (parent == null
        || !Files.isDirectory(parent)
        || Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s can't be put back: there is no %s"
              .formatted(
                  absolute,
                  Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)
                      ? "file or directory behind that link"
                      : "directory " + parent),
          hint);
    }
    return new Folder(name, parent.toRealPath().resolve(absolute.getFileName()));
  }

  /**
   * REFUSED where one of them is in another, or the same, as links can make them.
   *
   * @param hint what to do where it is so
   */
  static void requireApart(List<Folder> folders, String hint) {
    for (int i = 0; i < folders.size(); i++) {
      for (int j = 0; j < folders.size(); j++) {
        Path inner = folders.get(i).root();
        Path outer = folders.get(j).root();
        if (i != j && inner.startsWith(outer)) {
          throw new BelayException(
              ErrorCode.REFUSED,
              inner.equals(outer)
                  ? "two of the folders for files are one, by a link: " + inner
                  : "two of the folders for files overlap, by a link: %s is in %s"
                      .formatted(inner, outer),
              hint);
        }
      }
    }
  }

  /** The place of something in it. DAMAGED for a path that leads out of it. */
  Path resolve(String path) {
    if (path.isEmpty()) {
      return root;
    }
    Path place = root;
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
        throw new BelayException(
            ErrorCode.DAMAGED,
            "a snapshot names the file \"%s\" of %s".formatted(path, name),
            "run 'belay check --read-data'");
      }
      place = place.resolve(part);
    }
    return place;
  }

  /**
   * REFUSED where a directory on the way from the folder to this place is a link: what is behind it
   * is none of the folder's.
   */
  void requirePlain(Path place) {
    for (Path each = place.getParent();
        each != null && each.startsWith(root);
        each = each.getParent()) {
      if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        throw new BelayException(
            ErrorCode.REFUSED,
            each + " is no directory, and the snapshot has files in it",
            "move it away, or leave the files as they are with --no-files");
      }
    }
  }

  /** Whether a link at this path would lead out of the folder. */
  boolean leadsOut(String path, String target) {
    Path place = resolve(path);
    Path to = Path.of(target);
    Path parent = place.getParent();
    return to.isAbsolute()
        || parent == null
        || !parent.resolve(to).normalize().startsWith(root)
        || path.isEmpty();
  }
}
