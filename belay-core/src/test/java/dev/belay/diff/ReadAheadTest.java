package dev.belay.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.rows.Chunk;
import dev.belay.rows.CopyText;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;
import dev.belay.rows.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
  private static final Table TABLE =
      Tables.of(List.of(Form.INTEGER, Form.BYTES), List.of(0), false);

  @TempDir Path directory;

  @Test
  void a_chunk_stays_as_it_is_while_it_is_worked_on() throws IOException {
    Path file = directory.resolve("rows");
    Files.writeString(
        file,
        LongStream.range(0, 100_000)
            .mapToObj(i -> i + "\t" + "words ".repeat(10) + i + "\n")
            .collect(Collectors.joining()));
    LiveChunks source =
        new LiveChunks(new LineReader(file), RowLayout.of(TABLE), chunk -> List.of());
    int chunks = 0;
    try (ChunkedRows rows = ReadAhead.of(source)) {
      while (rows.next()) {
        Chunk chunk = rows.open();
        TableDigest whole = chunk.digest();
        for (int pass = 0; pass < 20; pass++) {
          TableDigest.Sum now = new TableDigest.Sum();
          for (int at = 0; at < chunk.length(); ) {
            int end = CopyText.lineEnd(chunk.buffer(), at);
            now.addLine(chunk.buffer(), at, end);
            at = end;
          }
          assertThat(now.total()).isEqualTo(whole);
        }
        chunks++;
      }
    }
    assertThat(chunks).isGreaterThan(2);
  }
}
