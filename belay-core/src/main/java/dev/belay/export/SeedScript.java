package dev.belay.export;

import dev.belay.engine.Change;
import dev.belay.engine.Constraints;
import dev.belay.engine.Scratch;
import dev.belay.engine.UserSql;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.RowCount;
import dev.belay.model.Table;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs seeds in SQL on private copies of tables, and judges what the emptied ones hold then: rows
 * of which nobody knows the line.
 */
final class SeedScript {
  private final Change change;
  private final Scratch scratch;
  private final PrivateDirectory directory;

  /**
   * What the scripts put into a table.
   *
   * @param rows the rows
   * @param highest the highest number in a column that is counted otherwise
   */
  record Taken(ReadyRows rows, long highest) {}

  SeedScript(Change change, Scratch scratch, PrivateDirectory directory) {
    this.change = change;
    this.scratch = scratch;
    this.directory = directory;
  }

  /** Runs them all, and then lets nothing be changed any more. */
  void run(List<Path> files) throws IOException {
    for (Path file : files) {
      int number = 0;
      for (String sql : statements(file)) {
        number++;
        scratch.run("%s, statement %d".formatted(file, number), sql);
      }
    }
    seal();
  }

  /** The statements of a file; USAGE where it can't be read as such. */
  private List<String> statements(Path file) throws IOException {
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
      return UserSql.of(file.toString(), text.replaceFirst("^\ufeff", ""), dialect()).statements();
    } catch (CharacterCodingException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          "the seed file " + file + " is not UTF-8",
          "nothing was changed; save it as UTF-8",
          e);
    }
  }

  private UserSql.Dialect dialect() {
    return change.catalog().engine().equals("sqlite")
        ? UserSql.Dialect.SQLITE
        : UserSql.Dialect.POSTGRESQL;
  }

  /** Two rows with one key are the seeds' fault, and theirs to mend. */
  private void seal() throws IOException {
    try {
      scratch.seal();
    } catch (BelayException e) {
      if (e.code() != ErrorCode.REFUSED) {
        throw e;
      }
      throw new BelayException(
          ErrorCode.USAGE,
          "the SQL seeds: " + e.getMessage(),
          "nothing was changed; mend the seed",
          e);
    }
  }

  /** What a private table holds; USAGE where that table could not hold it. */
  Taken take(Table table) throws IOException {
    ReadyRows rows;
    try (RowStream all = scratch.rows(table)) {
      rows = ReadyRows.of(all, directory);
    }
    SeedNotes notes = new SeedNotes(table, change.constraints(table), directory, 0);
    notes.begin(table.stored(), Set.of());
    requireValues(table, rows, notes);
    requireUnique(table, notes);
    requireChecks(table, rows);
    return new Taken(rows, notes.highest());
  }

  private static void requireValues(Table table, ReadyRows rows, SeedNotes notes)
      throws IOException {
    RowFields fields = new RowFields(table.stored());
    List<String> wanted =
        table.stored().stream().filter(c -> !c.nullable()).map(Column::name).toList();
    try (LineReader reader = rows.read()) {
      for (long number = 1; reader.next(); number++) {
        fields.at(reader.buffer(), reader.start());
        for (String column : wanted) {
          if (fields.get(column).isEmpty()) {
            throw unfit("leave %s.%s NULL, which allows none".formatted(table.name(), column));
          }
        }
        notes.row(reader.buffer(), reader.start(), number);
      }
    }
  }

  private static void requireUnique(Table table, SeedNotes notes) throws IOException {
    for (Map.Entry<Constraints.Unique, SeedValues> entry : notes.uniques().entrySet()) {
      List<List<SeedValues.Place>> doubles = entry.getValue().sorted().doubles(1);
      if (!doubles.isEmpty()) {
        throw unfit(
            "give two rows of %s the same %s: \"%s\""
                .formatted(
                    table.name(),
                    String.join(", ", entry.getKey().columns()),
                    String.join(", ", doubles.get(0).get(0).values())));
      }
    }
  }

  private void requireChecks(Table table, ReadyRows rows) throws IOException {
    rows.into(change.stage(table, table.stored()));
    for (Change.Violation check : change.failedChecks(table)) {
      throw unfit(
          "give %s of %s for which %s does not hold"
              .formatted(RowCount.of(check.rows()), table.name(), check.constraint()));
    }
  }

  private static BelayException unfit(String what) {
    return new BelayException(
        ErrorCode.USAGE, "the SQL seeds " + what, "nothing was changed; mend the seed");
  }
}
