package dev.belay.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.Secret;
import dev.belay.diff.ChunkedRows;
import dev.belay.diff.LiveChunks;
import dev.belay.model.BlobId;
import dev.belay.model.Catalog;
import dev.belay.model.Form;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.repository.BlobReader;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.repository.Tree;
import dev.belay.repository.TreeNode;
import dev.belay.rows.Chunk;
import dev.belay.rows.Lines;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;
import dev.belay.rows.Tables;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.store.FileKind;
import dev.belay.store.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a table from snapshot to snapshot, each one reads back as it was. */
class LayersTest {
  private static final OffsetDateTime TIME =
      OffsetDateTime.of(2026, 11, 20, 10, 11, 12, 0, ZoneOffset.UTC);

  private final Repository repository = repository();
  private int taken;
  private long stored;

  private static Repository repository() {
    try (Secret password = Secret.ofPassword("correct horse".toCharArray())) {
      return Repository.create(new MemoryStore(), password, new KdfStrength(2, 1, 1));
    }
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Provide
  Arbitrary<Table> tables() {
    List<Form> forms = List.of(Form.INTEGER, Form.SQLITE_TEXT, Form.BYTES);
    return Arbitraries.of(
        Tables.of(forms, List.of(0), false),
        Tables.of(forms, List.of(1, 0), true),
        Tables.of(forms, List.of(), false));
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void eachSnapshotOfAHistoryReadsBack(@ForAll("tables") Table table, @ForAll Random random)
      throws Exception {
    try (Repository repository = repository()) {
      RowLayout layout = RowLayout.of(table);
      LayersTest history = new LayersTest();
      List<byte[]> rows =
          Lines.asTable(layout, bounded(someRows(random, 40 + random.nextInt(160))));
      for (int step = 0; step < 12; step++) {
        String id = history.take(repository, table, rows);
        history.prove(repository, id, table, rows);
        rows = Lines.asTable(layout, bounded(changed(rows, random)));
      }
      history.close();
    }
  }

  private static List<byte[]> someRows(Random random, int count) {
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(random));
    }
    return rows;
  }

  /** Most rows are some kilobytes long, so that boundaries are rows that change, too. */
  private static byte[] row(Random random) {
    int length =
        switch (random.nextInt(400)) {
          case 0 -> ChunkIds.SLICE + random.nextInt(100);
          case 1, 2 -> 5 << 20;
          case 3, 4, 5, 6 -> 300_000;
          default -> random.nextInt(40_000);
        };
    byte[] value = new byte[length];
    random.nextBytes(value);
    for (int i = 0; i < length; i++) {
      value[i] = (byte) ('a' + (value[i] & 15));
    }
    return Lines.line(
        String.valueOf(random.nextInt(400)),
        random.nextInt(30) == 0 ? "\\N" : "k" + random.nextInt(3),
        Lines.text(value));
  }

  private static List<byte[]> changed(List<byte[]> rows, Random random) {
    List<byte[]> next = new ArrayList<>(rows);
    switch (random.nextInt(10)) {
      case 0 -> next.clear();
      case 1 -> next.subList(next.size() / 4, next.size() / 2).clear();
      case 2 -> next.addAll(someRows(random, 60));
      case 3 -> next.addAll(rows.subList(0, rows.size() / 3));
      case 4 -> {
        // Nothing changed.
      }
      default -> {
        for (int i = 1 + random.nextInt(6); i > 0 && !next.isEmpty(); i--) {
          touch(next, random);
        }
      }
    }
    if (next.isEmpty() && random.nextBoolean()) {
      next.addAll(someRows(random, 120));
    }
    return next;
  }

  /** A proof holds the table several times over: 24 MB have room for a row of more than a slice. */
  private static List<byte[]> bounded(List<byte[]> rows) {
    List<byte[]> kept = new ArrayList<>();
    long bytes = 0;
    for (byte[] row : rows) {
      if (bytes + row.length <= 24 << 20) {
        bytes += row.length;
        kept.add(row);
      }
    }
    return kept;
  }

  private static void touch(List<byte[]> rows, Random random) {
    int at = random.nextInt(rows.size());
    switch (random.nextInt(4)) {
      case 0 -> rows.remove(at);
      case 1 -> rows.add(row(random));
      default -> {
        byte[] row = rows.get(at).clone();
        row[row.length - 2] = row[row.length - 2] == 'x' ? (byte) 'y' : (byte) 'x';
        rows.set(at, row);
      }
    }
  }

  private String take(Repository in, Table table, List<byte[]> rows) throws IOException {
    try (SnapshotWriter writer = new SnapshotWriter(in, Predecessors.newest(in, "app"))) {
      TableWriter to = writer.table(table);
      try (LiveChunks live = new LiveChunks(Lines.stream(rows), RowLayout.of(table), to::add)) {
        while (live.next()) {
          // Each chunk is stored as it is named.
        }
      }
      String id = writer.commit(manifest(table, to.finish()), Scripts.none("none"));
      stored += writer.bytesStored();
      return id;
    }
  }

  private Manifest manifest(Table table, StoredTable stored) {
    return new Manifest(
        Manifest.FORMAT,
        "test",
        TIME.plusMinutes(taken++),
        "app",
        "app.db",
        "manual",
        "",
        "test",
        List.of(),
        new Manifest.SelectionNote(List.of(), List.of()),
        new Catalog("sqlite", "3", List.of(table), Map.of()),
        List.of(stored),
        List.of(),
        "none",
        List.of());
  }

  private void prove(Repository in, String id, Table table, List<byte[]> rows) throws IOException {
    byte[] wanted = joined(rows);
    try (SnapshotDataset snapshot = open(in, id);
        ChunkedRows chunks = snapshot.chunks(table);
        LiveChunks live = new LiveChunks(Lines.stream(rows), RowLayout.of(table), ChunkIds::of)) {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      while (live.next()) {
        assertThat(chunks.next()).isTrue();
        assertThat(chunks.ids()).isEqualTo(live.ids());
        Chunk chunk = chunks.open();
        read.write(chunk.buffer(), 0, chunk.length());
      }
      assertThat(chunks.next()).isFalse();
      assertThat(Arrays.equals(read.toByteArray(), wanted)).isTrue();
      assertThat(snapshot.digest(table).orElseThrow()).isEqualTo(digest(rows));
      assertThat(snapshot.manifest().bytes()).isEqualTo(wanted.length);
    }
    assertThat(Arrays.equals(mergedByTheBook(in, id), wanted)).isTrue();
  }

  private static TableDigest digest(List<byte[]> rows) {
    TableDigest.Sum sum = new TableDigest.Sum();
    rows.forEach(row -> sum.addLine(row, 0, row.length));
    return sum.total();
  }

  private static byte[] joined(List<byte[]> rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rows.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static SnapshotDataset open(Repository in, String id) {
    return SnapshotDataset.open(id, in.snapshots().get(SnapshotId.parse(id)), in.blobs());
  }

  /** As docs/format.md says, from the files base and 1 alone. */
  private static byte[] mergedByTheBook(Repository in, String id) throws IOException {
    BlobReader blobs = in.blobs();
    Tree root = Tree.load(blobs, in.snapshots().get(SnapshotId.parse(id)).tree());
    Tree table = root.directory(blobs, "tables").directory(blobs, "main.t");
    byte[] base = file(blobs, table.find("base").orElseThrow());
    byte[] layer = table.find("1").map(node -> file(blobs, node)).orElse(new byte[0]);
    return MergeRule.merge(base, layer);
  }

  private static byte[] file(BlobReader blobs, TreeNode node) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (BlobId id : node.content()) {
      out.writeBytes(blobs.load(id));
    }
    assertThat((long) out.size()).isEqualTo(node.size());
    return out.toByteArray();
  }

  /** Ten megabytes of rows, of which every hundredth changes each time. */
  @Test
  void scatteredChangesCostWhatTheyAre() throws Exception {
    Table table = Tables.numbered();
    Random random = new Random(7);
    List<byte[]> rows = numbered(100_000, random);
    take(repository, table, rows);
    long whole = stored;
    for (int step = 0; step < 3; step++) {
      long before = stored;
      change(rows, step, random);
      prove(repository, take(repository, table, rows), table, rows);
      assertThat(stored - before).isLessThan(whole / 50 * (step + 1) + 10_000);
    }
    long before = stored;
    prove(repository, take(repository, table, rows), table, rows);
    assertThat(stored - before).isLessThan(5_000);
  }

  @Test
  void layersThatHaveCostAsMuchAsNewBaseGiveWayToIt() throws Exception {
    Table table = Tables.numbered();
    Random random = new Random(8);
    List<byte[]> rows = numbered(20_000, random);
    take(repository, table, rows);
    long whole = stored;
    long start = whole;
    int snapshots = 30;
    for (int step = 0; step < snapshots; step++) {
      change(rows, step, random);
      prove(repository, take(repository, table, rows), table, rows);
    }
    // 1 % each time costs at best 2 * sqrt(0.01 / 2) = 14 % each time on the long run.
    assertThat(stored - start).isLessThan(whole * snapshots * 20 / 100);
  }

  @Test
  void aDamagedPredecessorCostsSpaceAndNothingElse() throws Exception {
    MemoryStore store = new MemoryStore();
    try (Secret password = Secret.ofPassword("correct horse".toCharArray());
        Repository damaged = Repository.create(store, password, new KdfStrength(2, 1, 1))) {
      Table table = Tables.numbered();
      Random random = new Random(9);
      List<byte[]> rows = numbered(30_000, random);
      take(damaged, table, rows);
      flipABit(store);
      change(rows, 0, random);
      prove(damaged, take(damaged, table, rows), table, rows);
    }
  }

  private static List<byte[]> numbered(int count, Random random) {
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Lines.line(String.valueOf(i), noise(random)));
    }
    return rows;
  }

  /** Changes every hundredth row. */
  private static void change(List<byte[]> rows, int first, Random random) {
    for (int i = first; i < rows.size(); i += 100) {
      rows.set(i, Lines.line(String.valueOf(i), noise(random)));
    }
  }

  /** In each pack that holds rows. */
  private static void flipABit(MemoryStore store) throws IOException {
    List<String> packs = new ArrayList<>();
    store.list(FileKind.PACK, (name, size) -> packs.add(name));
    for (String pack : packs) {
      byte[] content = store.read(FileKind.PACK, pack);
      if (content.length > 100_000) {
        content[content.length / 2] ^= 1;
        store.damage(FileKind.PACK, pack, content);
      }
    }
  }

  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      text.append((char) ('!' + random.nextInt(58)));
    }
    return text.toString();
  }
}
