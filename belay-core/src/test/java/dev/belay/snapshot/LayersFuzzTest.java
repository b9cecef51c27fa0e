package dev.belay.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.Workbench;
import dev.belay.crypto.Secret;
import dev.belay.fuzz.Mutations;
import dev.belay.model.BlobId;
import dev.belay.repository.BlobReader;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.repository.Tree;
import dev.belay.rows.RowLayout;
import dev.belay.rows.Tables;
import dev.belay.store.LocalStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a snapshot's tree, as a holder of the key could have forged it. */
class LayersFuzzTest {
  private static final int TRIES = 8_000;

  @TempDir Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void layers() throws Exception {
    StringBuilder base = new StringBuilder();
    StringBuilder live = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      base.append(i).append("\tvalue ").append(i).append("\t\\N\n");
      if (i % 7 != 3) {
        live.append(i).append("\tvalue ").append(i % 5 == 0 ? "x" : i).append("\t\\N\n");
      }
    }
    byte[] from = bytes(base.toString());
    byte[] to = bytes(live.toString());
    byte[] layer =
        new LayerWriter(RowLayout.of(Tables.numbered()))
            .write(from, from.length, to, to.length, Integer.MAX_VALUE)
            .orElseThrow();
    assertThat(LayerReader.merge(from, layer, to.length)).isEqualTo(to);
    long[] lengths = {to.length, 0, -1, Integer.MAX_VALUE, Long.MAX_VALUE};
    int[] next = {1};
    Mutations.of(
        List.of(layer),
        TRIES,
        input -> LayerReader.merge(from, input, lengths[++next[0] % 3 == 0 ? next[0] % 5 : 0]));
  }

  @Test
  void segments() throws Exception {
    String id = "0123456789abcdef".repeat(4);
    String line =
        "{\"blobs\":2,\"spent\":77,\"chunks\":[{\"id\":\"%s\",\"rows\":3,\"bytes\":500},{\"id\":\"%s\",\"rows\":1,\"bytes\":9}]}\n"
            .formatted(id, id);
    Mutations.of(
        List.of(bytes(line), bytes("{\"blobs\":7}\n")),
        TRIES,
        input -> {
          SegmentLine read = SegmentLine.parse(input, 0, input.length);
          if (!read.chunks().isEmpty()) {
            read.overlay(BlobId.parse(id)).bytes();
          }
        });
  }

  @Test
  void manifests() throws Exception {
    byte[] json;
    try (Workbench bench = new Workbench(directory);
        Secret secret = Secret.ofPassword(Workbench.PASSWORD.toCharArray())) {
      bench.sql(
          "create table t (id integer primary key autoincrement, v text not null, w blob)",
          "create table u (a integer references t, b real, primary key (a, b)) without rowid",
          "insert into t(v) values ('x')");
      SnapshotId id = SnapshotId.parse(bench.backup());
      try (Repository repository =
          Repository.open(new LocalStore(directory.resolve("repo")), secret)) {
        json = file(repository, id, "belay.json");
      }
    }
    Mutations.of(
        List.of(json),
        3000,
        input -> {
          Manifest read = Manifest.parse(input);
          assertThat(read.catalog().tables().size() + read.database().length()).isNotNegative();
          assertThat(read.json()).isNotEmpty();
        });
  }

  private static byte[] file(Repository repository, SnapshotId id, String name) throws IOException {
    BlobReader blobs = repository.blobs();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Tree root = Tree.load(blobs, repository.snapshots().get(id).tree());
    for (BlobId blob : root.find(name).orElseThrow().content()) {
      out.write(blobs.load(blob));
    }
    return out.toByteArray();
  }
}
