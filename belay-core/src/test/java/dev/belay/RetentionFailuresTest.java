package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.BelayException;
import dev.belay.model.ForgetPlan;
import dev.belay.model.Progress;
import dev.belay.retention.Grouping;
import dev.belay.retention.RetentionPolicy;
import dev.belay.retention.Span;
import dev.belay.store.FailingStore;
import dev.belay.store.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storage that fails at its n-th write while snapshots are removed. */
class RetentionFailuresTest {
  private static final int MANY = 200;

  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "create table t (id integer primary key, v text)",
        "create table other (id integer primary key, v text)",
        "insert into t(v) values ('a'), ('b'), ('c')",
        "insert into other(v) values ('some other text')");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aForgetThatFailsAnywhereLosesNoSnapshot() throws Exception {
    bench.backup();
    for (int n = 0; ; n++) {
      assertThat(n).isLessThan(MANY);
      while (ids().size() < 4) {
        bench.backup();
      }
      List<String> before = ids();
      FailingStore[] store = new FailingStore[1];
      int works = n;
      try (Belay belay =
          Belay.open(
              Workbench.settings(directory.resolve("repo"), Map.of()),
              location -> store[0] = new FailingStore(Stores.open(location), works))) {
        ForgetPlan plan = belay.plan(keepLast(2));
        assertThat(plan.removed()).hasSizeGreaterThanOrEqualTo(2);
        belay.forget(plan, true);
      } catch (BelayException e) {
        assertThat(store[0].failed()).isTrue();
      }
      List<String> after = new ArrayList<>(ids());
      bench.belay.removed().forEach(r -> after.add(r.snapshot().snapshot()));
      assertThat(after).as("write %d", n).containsAll(before).doesNotHaveDuplicates();
      bench.belay.removed().forEach(r -> bench.belay.undelete(r.snapshot().snapshot()));
      assertThat(bench.belay.check(true, Progress.NONE).problems()).as("write %d", n).isEmpty();
      if (!store[0].failed()) {
        assertThat(n).isGreaterThan(4);
        return;
      }
      bench.restic("unlock", "--remove-all");
    }
  }

  private static ForgetRequest keepLast(int count) {
    return new ForgetRequest(
        Optional.empty(),
        Optional.empty(),
        new RetentionPolicy(count, Map.of(), Span.NONE, Map.of(), List.of()),
        Grouping.STANDARD);
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    bench.belay.list(ListRequest.ALL, s -> ids.add(s.snapshot()));
    return ids;
  }
}
