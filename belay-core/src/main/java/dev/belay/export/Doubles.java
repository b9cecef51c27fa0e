package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Finds two rows of a file with one key, which could not both be in the table. */
final class Doubles {
  private Doubles() {}

  /** REFUSED where there are two. */
  static void refuse(Table table, ReadyRows sorted) throws IOException {
    RowLayout layout = RowLayout.of(table);
    if (!layout.keyed()) {
      return;
    }
    byte[] before = {};
    try (LineReader reader = sorted.read()) {
      while (reader.next()) {
        byte[] now = Arrays.copyOfRange(reader.buffer(), reader.start(), reader.end());
        boolean same =
            before.length > 0
                && layout.compare(before, 0, before.length, now, 0, now.length) == 0
                && !(table.keyNullable() && Arrays.equals(before, now));
        if (same) {
          throw new BelayException(
              ErrorCode.REFUSED,
              "the file has two rows of %s with the same %s: %s"
                  .formatted(table.name(), String.join(", ", table.key()), key(table, now)),
              "take one of them out");
        }
        before = now;
      }
    }
  }

  private static String key(Table table, byte[] line) {
    RowFields fields = new RowFields(table.stored()).at(line, 0);
    return table.stored().stream()
        .map(Column::name)
        .filter(table.key()::contains)
        .map(name -> fields.get(name).orElse("NULL"))
        .collect(Collectors.joining(", "));
  }
}
