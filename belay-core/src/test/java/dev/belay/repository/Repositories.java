package dev.belay.repository;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.Secret;
import dev.belay.model.BlobId;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Repositories with a cheap key, one call away. */
final class Repositories {
  static final KdfStrength CHEAP = new KdfStrength(2, 1, 1);
  static final Instant TIME = Instant.parse("2026-11-20T10:11:12.123456789Z");

  /** A prune that leaves no waste. */
  static final PruneOptions ALL_WASTE = new PruneOptions(MaxUnused.parse("0"), false);

  private Repositories() {}

  static RepositoryEnvironment environment(Clock clock, long pid, Duration wait) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return new RepositoryEnvironment(
        clock, new SecureRandom(), "testhost", "tester", pid, temporary, wait, warning -> {});
  }

  static RepositoryEnvironment environment() {
    return environment(Clock.systemUTC(), ProcessHandle.current().pid(), Duration.ZERO);
  }

  static Repository create(Store store) {
    try (Secret password = password()) {
      return Repository.create(store, password, CHEAP, environment());
    }
  }

  static Repository open(Store store) {
    return open(store, environment());
  }

  static Repository open(Store store, RepositoryEnvironment environment) {
    try (Secret password = password()) {
      return Repository.open(store, password, environment);
    }
  }

  /** Opened at another time. */
  static Repository at(Store store, Instant now) {
    return open(
        store,
        environment(
            Clock.fixed(now, ZoneOffset.UTC), ProcessHandle.current().pid(), Duration.ZERO));
  }

  /** The names of a store's files of a kind. */
  static List<String> names(Store store, FileKind kind) throws Exception {
    List<String> names = new ArrayList<>();
    store.list(kind, (name, size) -> names.add(name));
    return names;
  }

  static Secret password() {
    return Secret.ofPassword(Restic.PASSWORD.toCharArray());
  }

  static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A snapshot with one table of these chunks. */
  static SnapshotId backup(Repository repository, byte[]... chunks) {
    try (Upload upload = repository.upload()) {
      BlobIds.Builder ids = new BlobIds.Builder();
      long size = 0;
      for (byte[] chunk : chunks) {
        ids.add(upload.save(BlobType.DATA, chunk, 0, chunk.length));
        size += chunk.length;
      }
      BlobId table = new TreeWriter(TIME).file("base", size, ids.build()).save(upload);
      BlobId root = new TreeWriter(TIME).directory("t", table).save(upload);
      return upload.commit(snapshot(root));
    }
  }

  static SnapshotRecord snapshot(BlobId root) {
    return SnapshotRecord.of(
        TIME,
        root,
        List.of("/app.db"),
        new SnapshotRecord.Origin("host", "user", 0, 0),
        List.of("app.db", "belay:x"),
        "belay 0.1",
        Map.of("type", "manual", "rows", 12L));
  }

  /** The bytes of the table that {@link #backup} wrote. */
  static byte[] content(Repository repository, SnapshotId id) {
    BlobReader blobs = repository.blobs();
    Tree root = Tree.load(blobs, repository.snapshots().get(id).tree());
    TreeNode base = root.directory(blobs, "t").find("base").orElseThrow();
    byte[] all = new byte[(int) base.size()];
    int at = 0;
    for (BlobId blob : base.content()) {
      byte[] chunk = blobs.load(blob);
      System.arraycopy(chunk, 0, all, at, chunk.length);
      at += chunk.length;
    }
    return all;
  }
}
