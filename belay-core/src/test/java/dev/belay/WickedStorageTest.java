package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.CheckResult;
import dev.belay.model.Progress;
import dev.belay.repository.Copier;
import dev.belay.repository.Repository;
import dev.belay.store.LocalStore;
import dev.belay.store.Store;
import dev.belay.store.WickedStore;
import dev.belay.store.WickedStore.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A storage that does one thing wrong, at each of its calls in turn, during a backup and a copy:
 * what was reported as good is good, and where the storage itself changed a bit, check says where.
 */
@Tag("slow")
class WickedStorageTest {
  /** More calls than any of this takes. */
  private static final int MANY = 300;

  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "create table t (id integer primary key, v text)",
        "insert into t(v) values ('a'), ('b'), ('c')");
    bench.backup();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** What is done on wicked storage. */
  private interface Work {
    void on(Store store) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aBackupIsGoodOrFails(Fault fault) throws Exception {
    bench.sql("insert into t(v) values ('d')");
    everyCall(
        fault,
        1,
        store -> {
          Settings settings = Workbench.settings(directory.resolve("tried"), Map.of());
          try (Belay belay = Belay.open(settings, location -> store)) {
            belay.backup(BackupRequest.of(bench.database.toString()), Progress.NONE);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aCopyIsGoodOrFails(Fault fault) throws Exception {
    Path source = directory.resolve("source");
    copy(directory.resolve("repo"), source);
    try (Belay more = Belay.open(Workbench.settings(source, Map.of()))) {
      bench.sql("insert into t(v) values ('d')");
      more.backup(BackupRequest.of(bench.database.toString()), Progress.NONE);
    }
    everyCall(
        fault,
        1,
        store -> {
          try (Secret password = Secret.ofPassword(Workbench.PASSWORD.toCharArray());
              Repository from = Repository.open(new LocalStore(source), password);
              Repository to = Repository.open(store, password)) {
            Copier copier = new Copier(from, to);
            copier.copy(copier.missing(r -> true), bytes -> {});
          }
        });
  }

  private void everyCall(Fault fault, int before, Work work) throws Exception {
    Path tried = directory.resolve("tried");
    int failures = 0;
    int n = 1;
    for (boolean reached = true; reached; n++) {
      assertThat(n).isLessThan(MANY);
      delete(tried);
      copy(directory.resolve("repo"), tried);
      WickedStore store = new WickedStore(new LocalStore(tried), fault, n);
      boolean good = true;
      try {
        work.on(store);
      } catch (BelayException e) {
        good = false;
        failures++;
      } finally {
        store.close();
      }
      reached = store.reached();
      try (Belay belay = Belay.open(Workbench.settings(tried, Map.of()))) {
        CheckResult check = belay.check(true, Progress.NONE);
        if (fault == Fault.FLIPS_WRITTEN && store.fired()) {
          // What the storage itself changed is found, and named: a file, and what needs it.
          assertThat(check.problems())
              .as("call %d", n)
              .allMatch(p -> p.matches("(?s).*[0-9a-f]{8}.*"));
        } else {
          assertThat(check.problems()).as("%s at call %d", fault, n).isEmpty();
          assertThat(check.snapshots())
              .as("%s at call %d", fault, n)
              .isGreaterThanOrEqualTo(good ? before + 1 : before);
        }
      }
    }
    assertThat(n).isGreaterThan(10);
    if (List.of(Fault.FAILS, Fault.FAILS_FOR_GOOD).contains(fault)) {
      assertThat(failures).isGreaterThan(5);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
