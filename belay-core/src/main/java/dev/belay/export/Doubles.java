package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.rows.FieldText;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds two rows of a file with one key, which could not both be in the table. */
final class Doubles {
  private Doubles() {}

  /** REFUSED where there are two. */
  static void refuse(Table table, Path sorted) throws IOException {
    RowLayout layout = RowLayout.of(table);
    if (!layout.keyed()) {
      return;
    }
    byte[] before = {};
    try (LineReader reader = new LineReader(sorted)) {
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
    int columns = table.stored().size();
    int[] bounds = RowLayout.bounds(line, 0, columns);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      if (table.key().contains(table.stored().get(i).name())) {
        values.add(
            FieldText.of(table.stored().get(i).form(), line, bounds[i], bounds[i + 1] - 1)
                .orElse("NULL"));
      }
    }
    return String.join(", ", values);
  }
}
