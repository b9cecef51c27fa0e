package dev.belay.export;

import dev.belay.engine.Constraints;
import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.rows.FieldText;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks through rows that lie ready. */
final class SeedRows {
  private SeedRows() {}

  /**
   * Notes the values of some columns.
   *
   * @return the highest of them, where it is one column of whole numbers
   */
  static long note(FileAim.Ready rows, Table table, Constraints.Unique unique, SeedValues values)
      throws IOException {
    List<String> names = table.stored().stream().map(Column::name).toList();
    List<Integer> places = unique.columns().stream().map(names::indexOf).toList();
    boolean number =
        places.size() == 1
            && places.get(0) >= 0
            && table.stored().get(places.get(0)).form() == Form.INTEGER;
    long highest = 0;
    long count = 0;
    try (LineReader reader = new LineReader(rows.rows())) {
      while (reader.next()) {
        count++;
        int[] bounds = RowLayout.bounds(reader.buffer(), reader.start(), names.size());
        List<String> texts = new ArrayList<>();
        for (int place : places) {
          Optional<String> text =
              place < 0
                  ? Optional.empty()
                  : FieldText.of(
                      table.stored().get(place).form(),
                      reader.buffer(),
                      bounds[place],
                      bounds[place + 1] - 1);
          text.map(t -> unique.caseless() ? t.toLowerCase(Locale.ROOT) : t).ifPresent(texts::add);
        }
        if (texts.size() == places.size()) {
          values.add(texts, count);
          boolean plain = number && texts.get(0).matches("[0-9]{1,18}");
          highest = plain ? Math.max(highest, Long.parseLong(texts.get(0))) : highest;
        }
      }
    }
    return highest;
  }
}
