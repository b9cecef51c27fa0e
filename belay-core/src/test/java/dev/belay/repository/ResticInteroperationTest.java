package dev.belay.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.crypto.Secret;
import dev.belay.model.BlobId;
import dev.belay.store.LocalStore;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResticInteroperationTest {
  private static final Instant TIME = Repositories.TIME;

  /** The real host's names, but without patience. */
  private static final RepositoryEnvironment ENVIRONMENT =
      RepositoryEnvironment.system().withLockWait(Duration.ZERO);

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
      id = upload.commit(Repositories.snapshot(root));
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
  void belayOpensWhatResticInitialized() throws Exception {
    restic.run("init", "--repository-version", "2");
    Files.writeString(directory.resolve("tab\tname \\ \""), "hello");
    restic.run("backup", "tab\tname \\ \"");

    try (Repository repository = open()) {
      SnapshotId id = repository.snapshots().ids().get(0);
      Tree top = Tree.load(repository.blobs(), repository.snapshots().get(id).tree());
      assertThat(content(repository, top, "tab\tname \\ \"")).isEqualTo("hello".getBytes(UTF_8));
      assertThat(repository.keys()).hasSize(1);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  @Test
  void resticAndBelayShareARepository() throws Exception {
    byte[] rows = Repositories.noise(5, 300_000);
    try (Repository repository = create()) {
      Repositories.backup(repository, rows);
    }
    Path source = Files.createDirectories(directory.resolve("source"));
    byte[] noise = Repositories.noise(2, 9 << 20);
    Files.write(source.resolve("noise"), noise);
    Files.writeString(source.resolve("text"), "hello ".repeat(100_000));
    restic.run("backup", "source");
    Files.writeString(source.resolve("text"), "other ".repeat(100_000));
    restic.run("backup", "--compression", "off", "source");
    restic.run("tag", "--add", "two", "--tag", "belay:x");

    try (Repository repository = open()) {
      List<SnapshotId> ids = repository.snapshots().ids();
      assertThat(ids).hasSize(3);
      for (SnapshotId id : ids) {
        SnapshotRecord record = repository.snapshots().get(id);
        assertThat(record.belay()).isEmpty(); // restic drops what it does not know
        if (record.tags().contains("two")) {
          assertThat(record.original()).isPresent();
          assertThat(Repositories.content(repository, id)).isEqualTo(rows);
        } else {
          Tree tree = Tree.load(repository.blobs(), record.tree());
          tree = tree.directory(repository.blobs(), "source");
          assertThat(content(repository, tree, "noise")).isEqualTo(noise);
        }
      }
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  @Test
  void aRepositoryThatResticCopiedToIsTheSame() throws Exception {
    byte[] rows = Repositories.noise(6, 2 << 20);
    try (Repository repository = create()) {
      Repositories.backup(repository, rows);
    }
    Path second = directory.resolve("second");
    Repositories.create(new LocalStore(second)).close();
    new Restic(second, directory)
        .run("copy", "--from-repo", location.toString(), "--from-password-file", passwordFile());

    try (Repository repository = Repositories.open(new LocalStore(second))) {
      SnapshotId id = repository.snapshots().ids().get(0);
      assertThat(Repositories.content(repository, id)).isEqualTo(rows);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  @Test
  void everyKeyThatResticAddsOpensTheRepository() throws Exception {
    create().close();
    Path file = Files.writeString(directory.resolve("new"), "second password");
    restic.run("key", "add", "--new-password-file", file.toString());

    try (Secret password = Secret.ofPassword("second password".toCharArray());
        Repository second = Repository.open(new LocalStore(location), password);
        Repository first = open()) {
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.keys()).hasSize(2);
      assertThat(second.keys().get(0).current()).isFalse();
      assertThat(second.keys().get(1).current()).isTrue();
    }
  }

  @Test
  void whatResticPrunedIsStoredAgain() throws Exception {
    byte[] rows = Repositories.noise(7, 100_000);
    try (Repository repository = create()) {
      SnapshotId id = Repositories.backup(repository, rows);
      repository.snapshots().delete(id);
      restic.run("prune");
      // This session's index still knew the blobs.
      SnapshotId again = Repositories.backup(repository, rows);
      assertThat(Repositories.content(repository, again)).isEqualTo(rows);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
    restic.run("check", "--read-data");
  }

  @Test
  void resticsLockIsRespectedWhileItLivesAndIgnoredWhenItWasKilled() throws Exception {
    try (Repository repository = create()) {
      Process process = restic.startWithInput("backup", "--stdin");
      try (WatchService watch = FileSystems.getDefault().newWatchService()) {
        location.resolve("locks").register(watch, StandardWatchEventKinds.ENTRY_CREATE);
        if (restic.run("list", "locks", "--no-lock").isEmpty()) {
          assertThat(watch.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
        repository.upload().close(); // both are shared
        assertThatThrownBy(() -> repository.lock(LockMode.EXCLUSIVE))
            .hasMessageContaining("process " + process.pid());
      } finally {
        process.destroyForcibly().waitFor();
      }
      repository.lock(LockMode.EXCLUSIVE).close();
    }
  }

  private String passwordFile() throws IOException {
    return Files.writeString(directory.resolve("password"), Restic.PASSWORD).toString();
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

  private Repository create() {
    try (Secret password = Repositories.password()) {
      return Repository.create(new LocalStore(location), password, Repositories.CHEAP, ENVIRONMENT);
    }
  }

  private Repository open() {
    return Repositories.open(new LocalStore(location), ENVIRONMENT);
  }
}
