package dev.belay.match;

import dev.belay.model.Form;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowSorter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What becomes of the values of some columns of a table: lines of the bare values in the source and
 * behind them those that they will be, in the order of the former.
 *
 * @param file the lines
 * @param forms the forms of the columns
 */
record IdMap(Path file, List<Form> forms) {
  /** The map of a table whose rows are all matched. */
  static IdMap of(Spool spool, Path work, Shape shape, List<String> columns) throws IOException {
    List<Form> forms = shape.forms(columns);
    int[] sources = shape.sources(columns);
    int[] lasts = shape.lasts(columns);
    RowSorter sorter = spool.sorter(Spool.bytes(columns.size()));
    try (LineReader lines = new LineReader(work)) {
      while (lines.next()) {
        byte[][] line = Fields.split(lines.buffer(), lines.start(), shape.width());
        sorter.add(
            Fields.line(Fields.bare(forms, Fields.pick(line, sources)), Fields.pick(line, lasts)));
      }
    }
    return new IdMap(sorter.finish(), forms);
  }
}
