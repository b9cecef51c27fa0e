package dev.belay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.DiffRequest;
import dev.belay.ExportRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.crypto.Secret;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.QuerySink;
import dev.belay.repository.BlobReader;
import dev.belay.repository.BlobType;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.repository.SnapshotRecord;
import dev.belay.repository.Tree;
import dev.belay.repository.TreeNode;
import dev.belay.repository.TreeWriter;
import dev.belay.repository.Upload;
import dev.belay.store.LocalStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows in a snapshot that a holder of the key has forged, sealed as they should be: whatever reads
 * them says that they are damaged, or takes them.
 */
@Tag("slow")
class CopyTextFuzzTest {
  private static final int TRIES = 60;
  private static final long MEMORY = 256 << 20;

  @TempDir Path directory;

  /** Work that may read the rows. */
  private interface Work {
    void on(Belay belay, String snapshot) throws Exception;
  }

  @Test
  void whateverRowsAreMadeOf() throws Exception {
    try (Workbench bench = new Workbench(directory);
        Secret secret = Secret.ofPassword(Workbench.PASSWORD.toCharArray())) {
      String good = prepared(bench);
      Work[] works = works(bench);
      Mutations.of(
          List.of(rows(secret, good)),
          TRIES,
          MEMORY,
          input -> {
            String forged = forged(secret, good, input);
            try (Belay belay = opened()) {
              for (Work work : works) {
                attempt(work, belay, forged);
              }
              belay.delete(List.of(forged));
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1\ta\t0.5\tx\t\\N\n2\tb\t0.5\tx\n",
        "1\ta\t0.5\tx\t\\N\n2\tb\t0.5\tx\t\\N\t7\n",
        "1\ta\t0.5\tx\t\\N\n\n",
        "1\ta\t0.5\tx\ty\\\n",
        "1\ta\\\t0.5\tx\ty\n",
        "1\ta\\q\t0.5\tx\ty\n",
        "1\ta\\N\t0.5\tx\ty\n",
        "1\ta\t0.5\tx\t\\N\n2\tb\t0.5\tx\t\\N",
      })
  void rowsOfAnotherShapeAreRefusedByWhateverReadsThem(String rows) throws Exception {
    Path file = Files.createDirectory(directory.resolve("o")).resolve("x.json");
    refused(
        rows,
        List.of(
            (bench, id) -> diff(bench.belay, bench, id),
            (bench, id) -> query(bench.belay, id),
            (bench, id) -> export(bench.belay, id, file),
            CopyTextFuzzTest::restore));
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one\ta\t0.5\tx\t\\N\n",
        "1\t^qa\t0.5\tx\t\\N\n",
        "1\ta\t^r0.5.5\tx\t\\N\n",
        "99999999999999999999\ta\t0.5\tx\t\\N\n",
      })
  void valuesThatNoEngineWroteAreRefused(String rows) throws Exception {
    refused(rows, List.of((bench, id) -> query(bench.belay, id), CopyTextFuzzTest::restore));
  }

  @Test
  void rowsInAnotherOrderAreRefused() throws Exception {
    String rows = "2\ta\t0.5\tx\t\\N\n1\tb\t0.5\tx\t\\N\n";
    refused(rows, List.of((bench, id) -> diff(bench.belay, bench, id), CopyTextFuzzTest::restore));
  }

  @ParameterizedTest
  @Tag("server")
  @ValueSource(
      strings = {
        "one\ta\t0.5\tt\t\\\\x00\n",
        "1\ta\tnothing\tt\t\\\\x00\n",
        "1\ta\t0.5\ttrue\t\\\\x00\n",
        "1\ta\t0.5\tt\t\\\\x0\n",
        "1\ta\t0.5\tt\n",
      })
  void neitherIsPostgresGivenThem(String rows) throws Exception {
    String url = PostgresServers.V15.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE t (id integer PRIMARY KEY, v text, n numeric, ok boolean, b bytea)",
        "INSERT INTO t VALUES (1, 'x', 1, true, '\\x01')");
    try (Workbench bench = new Workbench(directory);
        Secret secret = Secret.ofPassword(Workbench.PASSWORD.toCharArray())) {
      String good =
          bench.belay.backup(BackupRequest.of(url), Progress.NONE).snapshot().orElseThrow();
      String forged = forged(secret, good, rows.getBytes(StandardCharsets.ISO_8859_1));
      try (Workbench again = new Workbench(directory)) {
        assertThatThrownBy(() -> query(again.belay, forged))
            .isInstanceOfSatisfying(BelayException.class, CopyTextFuzzTest::namesTheTable);
        assertThatThrownBy(() -> restore(again, forged))
            .isInstanceOf(BelayException.class)
            .hasMessageContaining(" t");
        DiffRequest same = new DiffRequest(good, Optional.of(url), List.of());
        assertThat(again.belay.diff(same, Progress.NONE, Optional.empty()).equal()).isTrue();
      }
    }
  }

  /** Something that is done with a snapshot. */
  private interface Use {
    void of(Workbench bench, String snapshot) throws Exception;
  }

  private void refused(String rows, List<Use> uses) throws Exception {
    try (Workbench bench = new Workbench(directory);
        Secret secret = Secret.ofPassword(Workbench.PASSWORD.toCharArray())) {
      String forged = forged(secret, prepared(bench), rows.getBytes(StandardCharsets.ISO_8859_1));
      List<String> before = bench.rows("select * from t");
      try (Belay belay = opened()) {
        assertThat(belay.check(true, Progress.NONE).problems())
            .anySatisfy(p -> assertThat(p).contains(forged.substring(0, 8)).contains("table t"));
      }
      try (Workbench again = new Workbench(directory)) {
        for (Use use : uses) {
          assertThatThrownBy(() -> use.of(again, forged))
              .isInstanceOfSatisfying(BelayException.class, CopyTextFuzzTest::namesTheTable);
        }
      }
      assertThat(bench.rows("select * from t")).isEqualTo(before);
    }
  }

  private static void namesTheTable(BelayException e) {
    assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED);
    assertThat(e).hasMessageContaining("table t");
  }

  private static String prepared(Workbench bench) throws Exception {
    bench.sql(
        "create table t (id integer primary key, v text, w real, x blob, y)",
        "insert into t values (1, 'a', 0.5, x'00', null), (2, null, -0.0, x'ff0a', 'b'),"
            + " (3, 'tab\there', 9e999, null, 17), (40, 'end', 1, x'', 1.5)");
    String good = bench.backup();
    bench.sql("update t set v = v || 'x', w = w + 1");
    return good;
  }

  private Belay opened() {
    return Belay.open(Workbench.settings(directory.resolve("repo"), Map.of()));
  }

  private byte[] rows(Secret secret, String snapshot) throws IOException {
    try (Repository repository =
        Repository.open(new LocalStore(directory.resolve("repo")), secret)) {
      BlobReader blobs = repository.blobs();
      Tree root = Tree.load(blobs, repository.snapshots().get(SnapshotId.parse(snapshot)).tree());
      TreeNode base =
          root.directory(blobs, "tables").directory(blobs, "main.t").find("base").orElseThrow();
      return blobs.load(base.content().get(0));
    }
  }

  private static void attempt(Work work, Belay belay, String snapshot) {
    try {
      work.on(belay, snapshot);
    } catch (BelayException e) {
      // So it should be.
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Work[] works(Workbench bench) {
    Path out = directory.resolve("out");
    return new Work[] {
      (belay, id) -> belay.check(true, Progress.NONE),
      (belay, id) -> diff(belay, bench, id),
      (belay, id) -> export(belay, id, out.resolve("x.json")),
      (belay, id) -> export(belay, id, out.resolve("x.csv")),
      (belay, id) -> export(belay, id, out.resolve("x.sql")),
      (belay, id) -> belay.log(bench.database.toString(), "t", "2", Progress.NONE),
      (belay, id) -> query(belay, id),
      (belay, id) -> restore(bench, id),
    };
  }

  private static void diff(Belay belay, Workbench bench, String id) {
    belay.diff(
        new DiffRequest(id, Optional.of(bench.database.toString()), List.of()),
        Progress.NONE,
        Optional.of(row -> {}));
  }

  private static void restore(Workbench bench, String id) {
    bench.restore(RestoreRequest.of(id));
    bench.undo();
  }

  private static void query(Belay belay, String id) {
    belay.query(
        id,
        "select * from t",
        new QuerySink() {
          @Override
          public void columns(List<String> names) {}

          @Override
          public void row(List<@Nullable Object> values) {}
        },
        Progress.NONE);
  }

  private static void export(Belay belay, String id, Path file) throws Exception {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    belay.export(ExportRequest.of(id, file.toString()), Progress.NONE);
  }

  /** The directory of the one table. */
  private static String only(Tree root, Repository repository) {
    return root.directory(repository.blobs(), "tables").nodes().get(0).name();
  }

  /** A snapshot like that one, with other rows in its table. */
  private String forged(Secret secret, String like, byte[] rows) {
    try (Repository repository =
            Repository.open(new LocalStore(directory.resolve("repo")), secret);
        Upload upload = repository.upload()) {
      SnapshotRecord record = repository.snapshots().get(SnapshotId.parse(like));
      Tree root = Tree.load(repository.blobs(), record.tree());
      BlobId id = upload.save(BlobType.DATA, rows, 0, rows.length);
      TreeWriter written = new TreeWriter(Instant.EPOCH);
      for (TreeNode node : root.nodes()) {
        if (node.name().equals("tables")) {
          BlobId table =
              new TreeWriter(Instant.EPOCH).file("base", rows.length, List.of(id)).save(upload);
          written.directory(
              "tables",
              new TreeWriter(Instant.EPOCH).directory(only(root, repository), table).save(upload));
        } else if (node.kind() == TreeNode.Kind.DIRECTORY) {
          written.directory(node.name(), node.subtree().orElseThrow());
        } else {
          written.file(node.name(), node.size(), node.content());
        }
      }
      return upload
          .commit(
              SnapshotRecord.of(
                  record.time().plusSeconds(1),
                  written.save(upload),
                  record.paths(),
                  record.origin(),
                  record.tags(),
                  record.programVersion(),
                  record.belay()))
          .toString();
    }
  }
}
