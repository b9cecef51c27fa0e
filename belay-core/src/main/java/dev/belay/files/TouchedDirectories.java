package dev.belay.files;

import dev.belay.snapshot.StoredTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Directories of which something changed, made durable one after the other. */
final class TouchedDirectories {
  private @Nullable Path last;

  /** Something changes there. What came before is durable then, if it was in another directory. */
  void in(Path place) throws IOException {
    Path parent = place.getParent();
    if (parent != null && !parent.equals(last)) {
      sync();
      last = parent;
    }
  }

  /** All changes are durable when it returns. */
  void sync() throws IOException {
    if (last != null && Files.isDirectory(last)) {
      StoredTree.sync(last);
    }
  }
}
