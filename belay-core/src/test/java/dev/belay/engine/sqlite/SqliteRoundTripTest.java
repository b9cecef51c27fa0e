package dev.belay.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.Change;
import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Scratch;
import dev.belay.engine.Stage;
import dev.belay.model.Table;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random tables with random rows: what is read is in order, and can be written into another state
 * exactly.
 */
final class SqliteRoundTripTest {

  @Property(tries = 60)
  void oneStateBecomesTheOtherAndBack(@ForAll long seed) throws Exception {
    Path directory = Files.createTempDirectory("belay-sqlite");
    try {
      RandomTables random = new RandomTables(seed);
      String table = random.table();
      Database live = database(directory.resolve("live.db"), table, random.rows(25));
      Database other = database(directory.resolve("other.db"), table, random.rows(25));
      List<byte[]> before = lines(live);
      List<byte[]> wanted = lines(other);
      become(live, before, wanted);
      assertThat(text(lines(live))).as(table).isEqualTo(text(wanted));
      become(live, wanted, before);
      assertThat(text(lines(live))).as(table).isEqualTo(text(before));
    } finally {
      delete(directory);
    }
  }

  @Property(tries = 25)
  void aNewDatabaseHasTheSameRows(@ForAll long seed) throws Exception {
    Path directory = Files.createTempDirectory("belay-sqlite");
    try {
      RandomTables random = new RandomTables(seed);
      Database from = database(directory.resolve("from.db"), random.table(), random.rows(25));
      Database to = at(directory.resolve("to.db"));
      try (LiveDataset live = from.read(ReadOptions.DEFAULT);
          Change creation =
              to.create(ReadOptions.DEFAULT, live.catalog(), live.scripts().before())) {
        Table table = live.catalog().tables().get(0);
        try (Stage stage = creation.bulk(table, table.stored());
            RowStream rows = live.rows(table)) {
          while (rows.next()) {
            stage.insert(rows.buffer(), rows.start(), rows.end());
          }
        }
        creation.apply();
        creation.finish(live.scripts().after());
        creation.commit();
      }
      assertThat(text(lines(to))).isEqualTo(text(lines(from)));
    } finally {
      delete(directory);
    }
  }

  @Property(tries = 60)
  void privateCopiesAreExact(@ForAll long seed) throws Exception {
    Path directory = Files.createTempDirectory("belay-sqlite");
    try {
      RandomTables random = new RandomTables(seed);
      String made = random.table();
      Database live = database(directory.resolve("live.db"), made, random.rows(25));
      List<byte[]> wanted = lines(live);
      assertThat(text(copied(live, wanted))).as(made).isEqualTo(text(wanted));
      assertThat(text(copied(live, List.of()))).as(made).isEqualTo(text(wanted));
      assertThat(text(lines(live))).isEqualTo(text(wanted));
    } finally {
      delete(directory);
    }
  }

  /** What a private table holds that was filled with these lines, else with the live rows. */
  private static List<byte[]> copied(Database live, List<byte[]> lines) throws IOException {
    List<byte[]> copied = new ArrayList<>();
    try (Scratch scratch = live.scratch(ReadOptions.DEFAULT)) {
      Table table = scratch.catalog().tables().get(0);
      scratch.begin(List.of(table));
      if (lines.isEmpty()) {
        scratch.fillLive(table, "copy", Optional.empty(), Scratch.Which.MATCHING);
      }
      try (Stage fill = scratch.fill(table, table.stored())) {
        for (byte[] line : lines) {
          fill.insert(line, 0, line.length);
        }
      }
      scratch.seal();
      try (RowStream rows = scratch.rows(table)) {
        while (rows.next()) {
          copied.add(Arrays.copyOfRange(rows.buffer(), rows.start(), rows.end()));
        }
      }
    }
    return copied;
  }

  private static void become(Database live, List<byte[]> before, List<byte[]> wanted)
      throws IOException {
    try (Change change = live.change(ReadOptions.DEFAULT)) {
      Table table = change.catalog().tables().get(0);
      change.lock(List.of(table));
      long[] counts = new long[3];
      TableDigest.Sum added = new TableDigest.Sum();
      try (Stage stage = change.stage(table, table.stored())) {
        merge(RowLayout.of(table), before, wanted, stage, counts, added);
      }
      assertThat(change.apply())
          .containsExactly(new Change.Applied(table, counts[0], counts[1], counts[2]));
      TableDigest.Sum written = new TableDigest.Sum();
      try (RowStream rows = change.written(table)) {
        while (rows.next()) {
          written.addLine(rows.buffer(), rows.start(), rows.end());
        }
      }
      assertThat(written.total()).isEqualTo(added.total());
      assertThat(change.undeleted(table)).isZero();
      change.commitMark();
      change.commit();
    }
  }

  private static void merge(
      RowLayout layout,
      List<byte[]> before,
      List<byte[]> wanted,
      Stage stage,
      long[] counts,
      TableDigest.Sum added)
      throws IOException {
    int i = 0;
    int j = 0;
    while (i < before.size() || j < wanted.size()) {
      int order =
          i == before.size()
              ? 1
              : j == wanted.size() ? -1 : compare(layout, before.get(i), wanted.get(j));
      if (order < 0) {
        stage.delete(before.get(i), 0, before.get(i).length);
        counts[2]++;
        i++;
      } else if (order > 0) {
        stage.insert(wanted.get(j), 0, wanted.get(j).length);
        added.addLine(wanted.get(j), 0, wanted.get(j).length);
        counts[0]++;
        j++;
      } else {
        if (!Arrays.equals(before.get(i), wanted.get(j))) {
          stage.update(wanted.get(j), 0, wanted.get(j).length);
          added.addLine(wanted.get(j), 0, wanted.get(j).length);
          counts[1]++;
        }
        i++;
        j++;
      }
    }
  }

  private static int compare(RowLayout layout, byte[] a, byte[] b) {
    return layout.compare(a, 0, a.length, b, 0, b.length);
  }

  /** Reads the one table, and proves its order on the way. */
  private static List<byte[]> lines(Database database) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    try (LiveDataset live = database.read(ReadOptions.DEFAULT)) {
      Table table = live.catalog().tables().get(0);
      RowLayout layout = RowLayout.of(table);
      try (RowStream rows = live.rows(table)) {
        while (rows.next()) {
          lines.add(Arrays.copyOfRange(rows.buffer(), rows.start(), rows.end()));
        }
      }
      for (int i = 1; i < lines.size(); i++) {
        assertThat(compare(layout, lines.get(i - 1), lines.get(i)))
            .as("%s before %s in %s", text(lines).get(i - 1), text(lines).get(i), table)
            .isLessThanOrEqualTo(0);
      }
    }
    return lines;
  }

  private static List<String> text(List<byte[]> lines) {
    return lines.stream().map(l -> new String(l, StandardCharsets.ISO_8859_1)).toList();
  }

  private static Database database(Path path, String table, List<String> rows) throws SQLException {
    SqliteFile file = new SqliteFile(path, path.toString());
    try (Session session = Session.open(file, Session.Access.CREATE, Duration.ofSeconds(5))) {
      session.exec("BEGIN");
      session.exec(table);
      for (String row : rows) {
        insert(session, row);
      }
      session.exec("COMMIT");
    }
    return at(path);
  }

  /** What does not fit the table's types is left out. */
  private static void insert(Session session, String row) throws SQLException {
    try {
      session.exec(row);
    } catch (SQLException e) {
      assertThat(e.getMessage()).containsAnyOf("MISMATCH", "CONSTRAINT");
    }
  }

  private static Database at(Path path) {
    SqliteEngine engine = new SqliteEngine();
    return engine.database(engine.parse(path.toString()).orElseThrow(), Credentials.NONE);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
