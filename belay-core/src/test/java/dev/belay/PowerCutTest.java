package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.crypto.Secret;
import dev.belay.model.Progress;
import dev.belay.repository.Copier;
import dev.belay.repository.NoteCopier;
import dev.belay.repository.Repository;
import dev.belay.retention.Grouping;
import dev.belay.retention.RetentionPolicy;
import dev.belay.retention.Span;
import dev.belay.store.LocalStore;
import dev.belay.store.LossyDisk;
import dev.belay.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut at every step of a backup, a prune, a copy and a forget, and the file system
 * loses what was not synced: each snapshot that was reported good is whole in each of the images
 * that may be left.
 */
@Tag("slow")
class PowerCutTest {
  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "create table t (id integer primary key, b blob)",
        "create table u (id integer primary key, v text)",
        "insert into t(b) values (randomblob(30000)), (randomblob(30000)), (randomblob(30000))",
        "insert into u(v) values ('a'), ('b')");
    bench.backup();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** What is done on a disk that loses things; returns the snapshots that are good then. */
  private interface Work {
    Set<String> on(Store store) throws Exception;
  }

  private void cut(Work work) throws Exception {
    Path repository = directory.resolve("repo");
    LossyDisk disk = new LossyDisk(repository, Files.createDirectory(directory.resolve("images")));
    Set<String> before = snapshots(repository);
    Set<String> after = work.on(disk.store());
    List<Path> during = disk.images();
    assertThat(during).hasSizeGreaterThan(10);
    int n = 0;
    for (Path image : during) {
      proved(image, before, n++ % 40 == 0);
    }
    disk.crash();
    for (Path image : disk.images()) {
      proved(image, before, true);
    }
    assertThat(snapshots(repository)).isEqualTo(after);
    // The last thing that was made durable before it was told is there whatever is lost.
    Path last = during.get(during.size() - 1);
    assertThat(snapshots(last)).as("reported good").containsAll(after);
  }

  private static Belay open(Path repository) {
    return Belay.open(Workbench.settings(repository, Map.of()));
  }

  /** Those that are listed, and those that can come back. */
  private static Set<String> snapshots(Path repository) {
    Set<String> ids = new TreeSet<>();
    try (Belay belay = open(repository)) {
      belay.list(ListRequest.ALL, s -> ids.add(s.snapshot()));
      belay.removed().forEach(r -> ids.add(r.snapshot().snapshot()));
    }
    return ids;
  }

  private static void proved(Path image, Set<String> good, boolean thoroughly) throws Exception {
    assertThat(snapshots(image)).as(image.toString()).containsAll(good);
    try (Belay belay = open(image)) {
      belay.removed().forEach(r -> belay.undelete(r.snapshot().snapshot()));
      assertThat(belay.check(true, Progress.NONE).problems()).as(image.toString()).isEmpty();
      if (thoroughly) {
        assertThat(restic(image, "check", "--read-data")).contains("no errors were found");
        restic(image, "unlock", "--remove-all");
        belay.prune("0", false, Progress.NONE);
        assertThat(belay.check(true, Progress.NONE).problems()).as(image.toString()).isEmpty();
      }
    }
  }

  private static String restic(Path image, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "--no-lock", "-r"));
    command.add(image.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("RESTIC_PASSWORD", Workbench.PASSWORD);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void aBackup() throws Exception {
    bench.sql("update t set b = randomblob(30000) where id = 2", "insert into u(v) values ('c')");
    cut(
        store -> {
          try (Belay belay = belay(store)) {
            Set<String> good = new TreeSet<>(snapshots(directory.resolve("repo")));
            belay
                .backup(BackupRequest.of(bench.database.toString()), Progress.NONE)
                .snapshot()
                .ifPresent(good::add);
            return good;
          }
        });
  }

  private Belay belay(Store store) {
    return Belay.open(Workbench.settings(directory.resolve("repo"), Map.of()), location -> store);
  }

  @Test
  void aPrune() throws Exception {
    String lost = bench.backup();
    bench.sql("delete from t where id < 3", "insert into t(b) values (randomblob(5000))");
    String second = bench.backup();
    bench.sql("delete from t", "insert into t(b) values (randomblob(7000))");
    bench.backup();
    for (String id : List.of(lost, second)) {
      Files.delete(directory.resolve("repo/snapshots").resolve(id));
    }
    cut(
        store -> {
          try (Belay belay = belay(store)) {
            belay.prune("0", false, Progress.NONE);
            // What is written next makes removals durable that were not yet.
            bench.sql("insert into t(b) values (randomblob(4000))");
            belay.backup(BackupRequest.of(bench.database.toString()), Progress.NONE);
          }
          return snapshots(directory.resolve("repo"));
        });
  }

  @Test
  void aForget() throws Exception {
    for (int i = 0; i < 3; i++) {
      bench.sql("insert into u(v) values ('more')");
      bench.backup();
    }
    cut(
        store -> {
          try (Belay belay = belay(store)) {
            belay.forget(
                belay.plan(
                    new ForgetRequest(
                        Optional.empty(),
                        Optional.empty(),
                        new RetentionPolicy(2, Map.of(), Span.NONE, Map.of(), List.of()),
                        Grouping.STANDARD)),
                true);
          }
          return snapshots(directory.resolve("repo"));
        });
  }

  @Test
  void aCopy() throws Exception {
    Path source = directory.resolve("source");
    try (Stream<Path> files = Files.walk(directory.resolve("repo"))) {
      for (Path file : files.toList()) {
        Files.copy(file, source.resolve(directory.resolve("repo").relativize(file).toString()));
      }
    }
    try (Belay more = open(source)) {
      bench.sql("update t set b = randomblob(30000) where id = 2");
      String id =
          more.backup(BackupRequest.of(bench.database.toString()), Progress.NONE)
              .snapshot()
              .orElseThrow();
      more.pin(id, true);
    }
    cut(
        store -> {
          try (Secret password = Secret.ofPassword(Workbench.PASSWORD.toCharArray());
              Repository from = Repository.open(new LocalStore(source), password);
              Repository to = Repository.open(store, password)) {
            Copier copier = new Copier(from, to);
            assertThat(copier.copy(copier.missing(r -> true), bytes -> {}).snapshots())
                .isEqualTo(1);
            NoteCopier.Tags tags = (id, record) -> Optional.of(record.tags());
            assertThat(new NoteCopier(from, to, tags, tags).copy(r -> true)).isEqualTo(1);
          }
          return snapshots(directory.resolve("repo"));
        });
  }
}
