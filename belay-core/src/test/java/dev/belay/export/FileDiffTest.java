package dev.belay.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.DiffRequest;
import dev.belay.ExportRequest;
import dev.belay.Workbench;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as one side of a comparison, or as both. */
class FileDiffTest {
  @TempDir Path directory;
  private Workbench bench;
  private String database;
  private String whole;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price REAL)",
        "INSERT INTO items VALUES (1, 'tea', 5.0), (2, 'rice', 2.5)");
    database = bench.database.toString();
    whole = directory.resolve("whole.json").toString();
    ExportRequest request = ExportRequest.of(database, whole);
    bench.belay.backupToFile(request, Progress.NONE);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private DiffResult diff(String from, String... to) {
    Optional<String> other = to.length == 0 ? Optional.empty() : Optional.of(to[0]);
    return bench.belay.diff(
        new DiffRequest(from, other, List.of()), Progress.NONE, Optional.empty());
  }

  @Test
  void aFileIsComparedWithTheDatabaseThatItCameFromAndWithAnyOther() throws Exception {
    assertThat(diff(whole).equal()).isTrue();
    assertThat(diff(whole, whole).equal()).isTrue();
    String snapshot = bench.backup();

    bench.sql("UPDATE items SET name = 'coffee' WHERE id = 1", "DELETE FROM items WHERE id = 2");
    DiffResult.TableDiff back = diff(whole, database).tables().get(0);
    assertThat(List.of(back.insert(), back.update(), back.delete())).containsExactly(1L, 1L, 0L);
    DiffResult.TableDiff there = diff(database, whole).tables().get(0);
    assertThat(List.of(there.insert(), there.update(), there.delete())).containsExactly(0L, 1L, 1L);
    assertThat(diff(snapshot, whole).equal()).isTrue();
    assertThat(diff(whole, snapshot).equal()).isTrue();
  }

  @Test
  void numbersOfAFileAreWhatTheColumnMakesOfThem() throws Exception {
    Path csv = directory.resolve("items.csv");
    Files.writeString(csv, "id,name,price\n1,tea,5\n2,rice,2.5\n");
    assertThat(diff(csv.toString(), database).equal()).isTrue();
    assertThat(diff(bench.backup(), csv.toString()).equal()).isTrue();
    assertThatThrownBy(() -> diff(csv.toString()))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }
}
