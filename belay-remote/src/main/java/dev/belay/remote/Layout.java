package dev.belay.remote;

import dev.belay.store.FileKind;

/** Where restic's default layout has a repository's files, below its root. */
public final class Layout {
  private Layout() {}

  /** The path of a file, parted by slashes. */
  public static String path(FileKind kind, String name) {
    kind.requireName(name);
    return switch (kind) {
      case CONFIG -> name;
      case PACK -> kind.directory() + "/" + name.substring(0, 2) + "/" + name;
      default -> kind.directory() + "/" + name;
    };
  }

  /** What the paths of all files of a kind begin with. */
  public static String prefix(FileKind kind) {
    return kind == FileKind.CONFIG ? FileKind.CONFIG_NAME : kind.directory() + "/";
  }

  /** The name of a path's last part. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
