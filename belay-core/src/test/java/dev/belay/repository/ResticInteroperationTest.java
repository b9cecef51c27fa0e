package dev.belay.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.Secret;
import dev.belay.model.BlobId;
import dev.belay.store.LocalStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResticInteroperationTest {
  private static final Instant TIME = Instant.parse("2026-11-20T10:11:12.123456789Z");

  @TempDir Path directory;
  private Path location;
  private Restic restic;

  @BeforeEach
  void setUp() {
    location = directory.resolve("repo");
    restic = new Restic(location, directory);
  }

  @Test
  void resticChecksListsAndReadsWhatBelayWrites() throws Exception {
    byte[] noise = new byte[3 << 20];
    new Random(1).nextBytes(noise);
    byte[] text = "some row\tthat compresses well\n".repeat(50_000).getBytes(UTF_8);
    SnapshotId id;
    try (Repository repository = create();
        Upload upload = repository.upload()) {
      BlobId a = upload.save(BlobType.DATA, noise, 0, noise.length);
      BlobId b = upload.save(BlobType.DATA, text, 0, text.length);
      BlobId inner =
          new TreeWriter(TIME)
              .file("base", noise.length + text.length, List.of(a, b))
              .file("empty", 0, List.of())
              .save(upload);
      BlobId root =
          new TreeWriter(TIME)
              .directory("tables", inner)
              .file("quote \" backslash \\ tab \t ünï 😀", text.length, List.of(b))
              .save(upload);
      id = upload.commit(snapshot(root));
    }

    restic.run("check", "--read-data");
    assertThat(restic.run("snapshots", "--json")).contains(id.toString(), "\"app.db\"", "belay:x");
    assertThat(restic.run("ls", "latest")).contains("/tables/base", "quote \" backslash \\");
    assertThat(restic.bytes(Map.of(), "dump", "latest", "/tables/base"))
        .isEqualTo(concat(noise, text));
    restic.run("restore", "latest", "--target", directory.resolve("out").toString());
    assertThat(directory.resolve("out/quote \" backslash \\ tab \t ünï 😀")).hasBinaryContent(text);
    assertThat(restic.run("list", "locks")).isEmpty();
  }

  @Test
  void belayReadsWhatResticWrites() throws Exception {
    restic.run("init", "--repository-version", "2");
    Path source = directory.resolve("source");
    Files.createDirectories(source.resolve("sub"));
    byte[] noise = new byte[9 << 20];
    new Random(2).nextBytes(noise);
    Files.write(source.resolve("sub/noise"), noise);
    Files.writeString(source.resolve("tab\tname \\ \""), "hello");
    restic.run("backup", "--tag", "one", "source");
    restic.run("backup", "--compression", "off", "source");
    restic.run("tag", "--add", "two", "latest");

    try (Repository repository = open()) {
      List<SnapshotId> ids = repository.snapshots().ids();
      assertThat(ids).hasSize(2);
      for (SnapshotId id : ids) {
        SnapshotRecord record = repository.snapshots().get(id);
        assertThat(record.belay()).isEmpty();
        Tree top =
            Tree.load(repository.blobs(), record.tree()).directory(repository.blobs(), "source");
        assertThat(content(repository, top, "tab\tname \\ \"")).isEqualTo("hello".getBytes(UTF_8));
        Tree sub = top.directory(repository.blobs(), "sub");
        assertThat(content(repository, sub, "noise")).isEqualTo(noise);
      }
    }
  }

  private static byte[] content(Repository repository, Tree tree, String name) {
    byte[] all = new byte[0];
    for (BlobId id : tree.find(name).orElseThrow().content()) {
      all = concat(all, repository.blobs().load(id));
    }
    return all;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] all = new byte[a.length + b.length];
    System.arraycopy(a, 0, all, 0, a.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static SnapshotRecord snapshot(BlobId root) {
    return SnapshotRecord.of(
        TIME,
        root,
        List.of("/app.db"),
        new SnapshotRecord.Origin("host", "user", 0, 0),
        List.of("app.db", "belay:x"),
        "belay 0.1",
        Map.of("type", "manual", "rows", 12L));
  }

  private Repository create() {
    try (Secret password = Secret.ofPassword(Restic.PASSWORD.toCharArray())) {
      return Repository.create(new LocalStore(location), password, KdfStrength.RANDOM_KEY);
    }
  }

  private Repository open() {
    try (Secret password = Secret.ofPassword(Restic.PASSWORD.toCharArray())) {
      return Repository.open(new LocalStore(location), password);
    }
  }
}
