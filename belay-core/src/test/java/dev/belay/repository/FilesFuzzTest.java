package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.crypto.SealingKey;
import dev.belay.fuzz.Mutations;
import dev.belay.model.BlobId;
import dev.belay.store.FileKind;
import dev.belay.store.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What lies in a repository, as a holder of its key could have forged it. */
class FilesFuzzTest {
  private static final int TRIES = 8_000;

  private final EntryList blobs = blobs();

  private static EntryList blobs() {
    EntryList blobs = new EntryList();
    int at = 0;
    for (int i = 0; i < 5; i++) {
      byte[] noise = Repositories.noise(i, 10);
      blobs.add(
          BlobId.sha256(noise, 0, 10), i < 3 ? BlobType.DATA : BlobType.TREE, at, 900, i * 500);
      at += 900;
    }
    return blobs;
  }

  private static SealedFiles files(MemoryStore store) {
    SealingKey key =
        new KeyRing(store).open(Repositories.password(), "it", candidate -> true).key();
    return new SealedFiles(store, key, new SecureRandom());
  }

  private static JsonParser parser(byte[] json) throws IOException {
    return Json.FACTORY.createParser(json);
  }

  @Test
  void headersOfPacks() throws Exception {
    Mutations.of(List.of(PackHeader.write(blobs)), TRIES, PackHeader::read);
  }

  @Test
  void indexes() throws Exception {
    byte[] json =
        IndexFormat.write(
            List.of(new PackContents(blobs.id(0), blobs), new PackContents(blobs.id(1), blobs)));
    Mutations.of(
        List.of(json),
        TRIES,
        input -> {
          try (JsonParser parser = parser(input)) {
            IndexFormat.read(parser, (pack, contents) -> contents.sortedByOffset().size());
          }
        });
  }

  /** Also what a reader does with such an index: it looks for blobs where it says they are. */
  @Test
  void indexesOfARepository() throws Exception {
    MemoryStore store = new MemoryStore();
    SnapshotId id;
    try (Repository repository = Repositories.create(store)) {
      id = Repositories.backup(repository, Repositories.noise(1, 300), new byte[5000]);
    }
    List<String> names = new ArrayList<>();
    store.list(FileKind.INDEX, (name, size) -> names.add(name));
    store.list(FileKind.PACK, (name, size) -> names.add(name));
    SealedFiles files = files(store);
    byte[] index = files.load(FileKind.INDEX, names.get(0));
    Mutations.of(
        List.of(index),
        400,
        input -> {
          store.deleteAll(FileKind.INDEX);
          files.save(FileKind.INDEX, input);
          try (Repository repository = Repositories.open(store)) {
            repository.check(true, CheckListener.NONE);
            Repositories.content(repository, id);
          }
        });
  }

  @Test
  void snapshots() throws Exception {
    SnapshotRecord full =
        new SnapshotRecord(
            Instant.parse("2026-11-21T10:00:00.123456789Z"),
            blobs.id(0),
            List.of("/app.db"),
            new SnapshotRecord.Origin("host", "user", 1000, 1000),
            List.of("a", "b"),
            Optional.of(new SnapshotId(blobs.id(1))),
            Optional.of(new SnapshotId(blobs.id(2))),
            "belay 0.1",
            Map.of("rows", 12L, "list", List.of(1L, 2.5, "x", true), "map", Map.of("a", "b")));
    Mutations.of(
        List.of(SnapshotFormat.write(full)),
        TRIES,
        input -> {
          try (JsonParser parser = parser(input)) {
            SnapshotFormat.read(parser);
          }
        });
  }

  @Test
  void trees() throws Exception {
    String ids = "\"" + blobs.id(0) + "\",\"" + blobs.id(1) + "\"";
    String json =
        "{\"nodes\":[{\"name\":\"base\",\"type\":\"file\",\"mode\":384,\"size\":77,\"links\":1,\"content\":["
            + ids
            + "]},{\"name\":\"a\\\\x01\\\\u00e9\\\\U0001F600\\\\n\",\"type\":\"dir\",\"content\":null,\"subtree\":\""
            + blobs.id(2)
            + "\"}]}\n";
    Mutations.of(List.of(json.getBytes(StandardCharsets.UTF_8)), TRIES, TreeFormat::read);
  }

  @Test
  void notesAndKeys() throws Exception {
    Note note =
        new Note(
            true,
            Optional.of(List.of("a")),
            Optional.of("text"),
            Optional.of(Repositories.TIME),
            Optional.of(new Note.Said(true, Optional.empty(), Optional.of("b"))));
    Mutations.of(
        List.of(note.toJson()),
        TRIES,
        input -> {
          try (JsonParser parser = parser(input)) {
            Note.read(parser);
          }
        });
    MemoryStore store = new MemoryStore();
    Repositories.create(store).close();
    List<String> names = new ArrayList<>();
    store.list(FileKind.KEY, (name, size) -> names.add(name));
    Mutations.of(List.of(store.read(FileKind.KEY, names.get(0))), TRIES, KeyFile::parse);
  }

  @Test
  void blobsOfPacks() throws Exception {
    byte[] plain = Repositories.noise(5, 3000);
    System.arraycopy(new byte[2000], 0, plain, 0, 2000);
    byte[] packed = com.github.luben.zstd.Zstd.compress(plain);
    try (ZstdCodec codec = new ZstdCodec()) {
      Mutations.of(
          List.of(packed),
          TRIES,
          input -> {
            java.nio.ByteBuffer direct = java.nio.ByteBuffer.allocateDirect(input.length);
            codec.decompress(direct.put(input).flip(), plain.length);
          });
    }
  }
}
