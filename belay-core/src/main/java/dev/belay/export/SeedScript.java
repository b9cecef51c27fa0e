package dev.belay.export;

import dev.belay.engine.Scratch;
import dev.belay.engine.Stage;
import dev.belay.engine.UserSql;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.rows.CopyText;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs seeds in SQL on private copies of the emptied tables, and takes what is there then. */
final class SeedScript {
  private final UserSql.Dialect dialect;
  private final Path directory;

  SeedScript(UserSql.Dialect dialect, Path directory) {
    this.dialect = dialect;
    this.directory = directory;
  }

  /** The statements of a file; USAGE where it can't be read as such. */
  List<String> statements(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "the seed file " + file + " is not there",
          "nothing was changed; put it there, or mend the profile");
    }
    byte[] bytes;
    try (InputStream in =
        Compression.reading(new BufferedInputStream(Files.newInputStream(file)))) {
      bytes = in.readAllBytes();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return UserSql.of(file.toString(), text.replaceFirst("^\ufeff", ""), dialect).statements();
    } catch (CharacterCodingException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          "the seed file " + file + " is not UTF-8",
          "nothing was changed; save it as UTF-8",
          e);
    }
  }

  /** Puts rows into a private table. */
  static void fill(Scratch scratch, Table aim, Table there, Path rows) throws IOException {
    stage(scratch.fill(there, aim.stored()), rows);
  }

  /** Puts rows into a stage, and closes it. */
  static void stage(Stage to, Path rows) throws IOException {
    try (Stage stage = to;
        LineReader reader = new LineReader(rows)) {
      while (reader.next()) {
        stage.insert(reader.buffer(), reader.start(), reader.end());
      }
    }
  }

  /** What a private table holds; USAGE where a value is missing. */
  FileAim.Ready taken(Scratch scratch, Table table) throws IOException {
    Path file = Files.createTempFile(directory, "sql", "");
    TableDigest.Sum sum = new TableDigest.Sum();
    List<Column> columns = table.stored();
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (!columns.get(i).nullable()) {
        wanted.add(i);
      }
    }
    try (RowStream rows = scratch.rows(table);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      while (rows.next()) {
        int[] bounds = RowLayout.bounds(rows.buffer(), rows.start(), columns.size());
        for (int place : wanted) {
          if (CopyText.isNull(rows.buffer(), bounds[place], bounds[place + 1] - 1)) {
            throw new BelayException(
                ErrorCode.USAGE,
                "the SQL seeds leave %s.%s NULL, which allows none"
                    .formatted(table.name(), columns.get(place).name()),
                "nothing was changed; mend the seed");
          }
        }
        out.write(rows.buffer(), rows.start(), rows.end() - rows.start());
        sum.addLine(rows.buffer(), rows.start(), rows.end());
      }
    }
    return new FileAim.Ready(file, sum.total());
  }
}
