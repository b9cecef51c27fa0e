package dev.belay.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table as CSV by RFC 4180 with a header, in UTF-8. NULL is an empty field without quotes,
 * empty text is {@code ""}, as PostgreSQL's COPY has it. Bytes are {@code \x} and hexadecimal
 * digits.
 */
final class CsvFormat implements Format {
  @Override
  public String name() {
    return "csv";
  }

  @Override
  public List<String> suffixes() {
    return List.of("csv");
  }

  @Override
  public boolean manyTables() {
    return false;
  }

  @Override
  public boolean streams() {
    return true;
  }

  @Override
  public void write(Content content, Destination to, Options options) throws IOException {
    ExportTable table = content.tables().get(0);
    int columns = table.columns().size();
    Writer text =
        new BufferedWriter(new OutputStreamWriter(to.stream(), StandardCharsets.UTF_8), 1 << 16);
    CsvWriter csv =
        CsvWriter.builder()
            .quoteStrategy(QuoteStrategies.EMPTY)
            .lineDelimiter(LineDelimiter.CRLF)
            .build(text);
    csv.writeRecord(table.columns().stream().map(ExportColumn::name).toList());
    @Nullable String[] fields = new String[columns];
    try (ExportRows rows = content.rows(table)) {
      while (rows.next()) {
        for (int i = 0; i < columns; i++) {
          fields[i] = field(rows.get(i), options.formulaGuard());
        }
        csv.writeRecord(fields);
      }
    }
    csv.flush();
    text.flush();
  }

  private static @Nullable String field(Value value, boolean guard) {
    if (value instanceof Value.Null) {
      return null;
    }
    String text = FieldText.of(value);
    boolean formula = guard && value instanceof Value.Text && looksLikeFormula(text);
    return formula ? "'" + text : text;
  }

  /** What spreadsheets compute when they open the file, by OWASP's advice on CSV injection. */
  private static boolean looksLikeFormula(String text) {
    return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
  }
}
