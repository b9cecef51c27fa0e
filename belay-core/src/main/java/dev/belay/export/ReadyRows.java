package dev.belay.export;

import dev.belay.engine.Stage;
import dev.belay.model.Sha256;
import dev.belay.model.Table;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowSorter;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/**
 * The rows of a table that lie ready on disk, in identity order.
 *
 * @param file holds them, a line each
 * @param digest their number and digest
 */
record ReadyRows(Path file, TableDigest digest) {

  /** Writes rows, as they come, to a new file in that directory. */
  static ReadyRows of(RowStream rows, PrivateDirectory directory) throws IOException {
    Path file = Files.createTempFile(directory.path(), "rows", "");
    TableDigest.Sum sum = new TableDigest.Sum();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      while (rows.next()) {
        out.write(rows.buffer(), rows.start(), rows.end() - rows.start());
        sum.addLine(rows.buffer(), rows.start(), rows.end());
      }
    }
    return new ReadyRows(file, sum.total());
  }

  /** What has come to a sorter. */
  static ReadyRows of(RowSorter sorter) throws IOException {
    return new ReadyRows(sorter.finish(), sorter.digest());
  }

  /** Reads them; the caller closes it. */
  LineReader read() throws IOException {
    return new LineReader(file);
  }

  /** Puts them into a stage, and closes it. */
  void into(Stage to) throws IOException {
    try (Stage stage = to;
        RowStream rows = read()) {
      while (rows.next()) {
        stage.insert(rows.buffer(), rows.start(), rows.end());
      }
    }
  }

  /** What the rows of these tables come to, in 16 digits: other rows have others. */
  static String sum(Map<Table, ReadyRows> tables) {
    MessageDigest sha = Sha256.digest();
    tables.forEach(
        (table, rows) -> {
          String text =
              "%s %s %d %s\n"
                  .formatted(
                      table.name(), table.stored(), rows.digest().rows(), rows.digest().hex());
          sha.update(text.getBytes(StandardCharsets.UTF_8));
        });
    return HexFormat.of().formatHex(sha.digest(), 0, 8);
  }
}
