package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.CheckResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.store.FileKind;
import dev.belay.store.ForwardingStore;
import dev.belay.store.StoreException;
import dev.belay.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage that lets these credentials add files, and not remove them. */
class RefusedRemovalTest {
  @TempDir Path directory;
  private final Set<FileKind> refused = EnumSet.noneOf(FileKind.class);
  private final List<String> warnings = new ArrayList<>();
  private boolean onlyWhatIsThere;
  private Workbench bench;
  private Belay belay;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "create table t (id integer primary key, v text)",
        "insert into t(v) values ('a'), ('b'), ('c')");
    bench.backup();
    bench.sql("update t set v = 'changed'");
    bench.backup();
    belay =
        Belay.open(
            Workbench.settings(directory.resolve("repo"), Map.of()),
            location -> new Refusing(Stores.open(location)));
    belay.onWarning(warnings::add);
  }

  @AfterEach
  void close() {
    belay.close();
    bench.close();
  }

  private final class Refusing extends ForwardingStore {
    Refusing(dev.belay.store.Store store) {
      super(store);
    }

    @Override
    public void delete(FileKind kind, String name) throws IOException {
      if (refused.contains(kind) && (!onlyWhatIsThere || store.exists(kind, name))) {
        throw new StoreException(StoreException.Kind.NO_ACCESS, "AccessDenied", "");
      }
      store.delete(kind, name);
    }
  }

  @Test
  void whoMayRemoveNothingBacksUpRestoresAndTakesBack() throws Exception {
    refused.addAll(EnumSet.allOf(FileKind.class));

    BackupRequest request = BackupRequest.of(bench.database.toString());
    String snapshot = belay.backup(request, Progress.NONE).snapshot().orElseThrow();
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains("can't remove lock", "locks/");
    belay.backup(request, Progress.NONE);
    RunResult run = belay.restore(RestoreRequest.of("latest~3"), Optional.empty(), Progress.NONE);
    assertThat(run.plan().warnings()).isEmpty();
    assertThat(bench.rows("select v from t")).containsExactly("a", "b", "c");
    belay.undo(UndoRequest.last(), Optional.empty(), Progress.NONE);
    assertThat(bench.rows("select v from t")).containsOnly("changed");
    belay.pin(snapshot, true);
    belay.describe(snapshot, "kept");
    assertThat(belay.show(snapshot).summary().description()).isEqualTo("kept");
    assertThat(belay.show(snapshot).summary().pinned()).isTrue();
    assertThat(belay.history()).allMatch(r -> r.finished().isPresent());
    assertThat(belay.check(true, Progress.NONE).problems()).isEmpty();
    assertThat(bench.restic("check", "--no-lock")).contains("no errors were found");
  }

  @Test
  void whatRemovesIsRefusedBeforeAnythingIsDone() throws Exception {
    bench.sql("update t set v = 'again'");
    String last = bench.backup();
    bench.belay.delete(List.of("latest~2"));
    refused.addAll(EnumSet.allOf(FileKind.class));
    refused.remove(FileKind.LOCK);
    Set<String> before = files();

    assertRefused(() -> belay.delete(List.of(last)));
    assertRefused(() -> belay.prune("0", false, true, Progress.NONE));
    assertRefused(() -> belay.prune("0", false, Progress.NONE));

    assertThat(files()).isEqualTo(before);
    assertThat(warnings).isEmpty();
    assertThat(belay.prune("0", true, true, Progress.NONE).packsRepacked()).isPositive();
  }

  /** As an object lock does where there are no versions: until its time is over. */
  @Test
  void aPruneThatMeetsLockedFilesLeavesNoMoreEachTimeAndIsDoneLater() throws Exception {
    bench.belay.delete(List.of("latest~1"));
    onlyWhatIsThere = true;
    refused.addAll(Set.of(FileKind.INDEX, FileKind.PACK));

    assertFails(() -> belay.prune("0", false, true, Progress.NONE));
    long index = count("index");
    long packs = count("data");
    assertFails(() -> belay.prune("0", false, true, Progress.NONE));
    assertFails(() -> belay.prune("0", false, true, Progress.NONE));
    assertThat(count("index")).isEqualTo(index);
    assertThat(count("data")).isEqualTo(packs);
    assertThat(count("belay-prune")).isLessThanOrEqualTo(2);
    assertWhole();

    refused.remove(FileKind.INDEX);
    assertFails(() -> belay.prune("0", false, true, Progress.NONE));
    assertWhole();
    bench.backup();
    assertWhole();

    long all = count("data");
    refused.clear();
    belay.prune("0", false, true, Progress.NONE);
    assertThat(count("data")).isLessThan(all);
    assertThat(count("belay-prune")).isZero();
    assertWhole();
  }

  @Test
  void aCheckWithoutALockSaysSo() {
    assertThat(belay.check(false, Progress.NONE).warnings()).isEmpty();
    try (Belay reading =
        Belay.open(
            Workbench.settings(directory.resolve("repo"), Map.of()),
            location ->
                new ForwardingStore(Stores.open(location)) {
                  @Override
                  public void write(FileKind kind, String name, byte[] content) throws IOException {
                    throw new StoreException(StoreException.Kind.NO_ACCESS, "AccessDenied", "");
                  }
                })) {
      CheckResult result = reading.check(true, Progress.NONE);
      assertThat(result.ok()).isTrue();
      assertThat(result.warnings()).singleElement().asString().contains("without a lock");
    }
  }

  private void assertWhole() throws Exception {
    assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();
    assertThat(bench.restic("check", "--read-data")).contains("no errors were found");
  }

  private static void assertFails(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED));
  }

  private static void assertRefused(ThrowingCallable call) {
    assertFails(call);
    assertThatThrownBy(call).hasMessageContaining("nothing was removed");
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("repo"))) {
      return all.filter(Files::isRegularFile)
          .map(Path::toString)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private long count(String kind) throws IOException {
    String below = directory.resolve("repo").resolve(kind).toString();
    return files().stream().filter(f -> f.startsWith(below)).count();
  }
}
