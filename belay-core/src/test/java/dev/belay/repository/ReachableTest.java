package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.BlobId;
import dev.belay.store.MemoryStore;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachableTest {
  @TempDir Path directory;

  @Test
  void whatWasNotThereOnceIsLookedForAgain() throws Exception {
    byte[] rows = Repositories.noise(1, 100);
    try (Repository repository = Repositories.create(new MemoryStore());
        Upload upload = repository.upload();
        BlobTable used = new BlobTable(directory)) {
      BlobId data = upload.save(BlobType.DATA, rows, 0, rows.length);
      BlobId table =
          new TreeWriter(Repositories.TIME).file("base", rows.length, List.of(data)).save(upload);
      BlobId root = new TreeWriter(Repositories.TIME).directory("t", table).save(upload);
      upload.flush();
      for (BlobId missing : List.of(table, data)) {
        new Reachable(repository.blobs(), used, (type, id) -> !id.equals(missing)).walk(root);
        assertThat(used.contains(missing, missing.equals(data) ? BlobType.DATA : BlobType.TREE))
            .isFalse();
      }

      // A backup has stored both again, below another snapshot.
      BlobId other = new TreeWriter(Repositories.TIME).directory("u", table).save(upload);
      upload.flush();
      Set<BlobId> met = new HashSet<>();
      new Reachable(repository.blobs(), used, (type, id) -> met.add(id)).walk(other);

      assertThat(met).contains(data);
      assertThat(used.contains(data, BlobType.DATA)).isTrue();
    }
  }
}
