package dev.belay.engine.postgresql;

import dev.belay.model.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hands out foreign keys so that no two that are built at once share a table: they would wait for
 * each other's locks. For any thread.
 */
final class Turns {
  private final List<PostData.Reference> waiting;
  private final Set<TableName> busy = new HashSet<>();

  Turns(List<PostData.Reference> all) {
    this.waiting = new ArrayList<>(all);
  }

  /** The next one whose tables are free, which waits for one; to be followed by {@link #done}. */
  synchronized PostData.Reference take() throws IOException {
    try {
      Optional<PostData.Reference> next = free();
      while (next.isEmpty()) {
        wait();
        next = free();
      }
      waiting.remove(next.get());
      busy.add(next.get().child());
      busy.add(next.get().parent());
      return next.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Optional<PostData.Reference> free() {
    return waiting.stream()
        .filter(r -> !busy.contains(r.child()) && !busy.contains(r.parent()))
        .findFirst();
  }

  /** It is built, or failed. */
  synchronized void done(PostData.Reference reference) {
    busy.remove(reference.child());
    busy.remove(reference.parent());
    notifyAll();
  }
}
