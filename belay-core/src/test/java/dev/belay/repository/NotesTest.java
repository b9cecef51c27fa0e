package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.store.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of snapshots. */
class NotesTest {
  private final MemoryStore store = new MemoryStore();

  @Test
  void notesKeepTheLastWordOfEach() {
    try (Repository repository = Repositories.create(store)) {
      SnapshotId id = Repositories.backup(repository, new byte[10]);
      Notes notes = repository.notes();
      assertThat(notes.of(id)).isEqualTo(Note.NONE);
      notes.change(id, note -> note.withPinned(true));
      notes.change(id, note -> note.withTags(List.of("a", "b")).withDescription("text"));
      notes.change(id, note -> note.withVerified(Repositories.TIME));
      Note all =
          new Note(
              true,
              Optional.of(List.of("a", "b")),
              Optional.of("text"),
              Optional.of(Repositories.TIME),
              Optional.empty());
      assertThat(notes.of(id)).isEqualTo(all);
      assertThat(
              notes.all(
                  damage -> {
                    throw damage;
                  }))
          .isEqualTo(Map.of(id, all));
    }
  }
}
