package dev.belay.export;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifier;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one table as CSV by RFC 4180, with a header, in UTF-8. An empty field without quotes is
 * NULL. The values are text: what they are in the column is found out when they get there.
 */
final class CsvTable {
  /** Stands for NULL while a record is read; no CSV file has it, for it is no Unicode character. */
  private static final String NULL = "\ud800null";

  private static final int LARGEST_FIELD = 1 << 28;

  private CsvTable() {}

  /** Reads a file to its end. DAMAGED where it is none. */
  static void read(String name, String table, InputStream in, FileTable.Receiver receiver)
      throws IOException {
    FieldModifier nulls =
        new FieldModifier() {
          @Override
          public String modify(long line, int field, boolean quoted, String text) {
            return text.isEmpty() && !quoted ? NULL : text;
          }
        };
    CsvRecordHandler handler = CsvRecordHandler.builder().fieldModifier(nulls).build();
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder()
            .skipEmptyLines(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .maxBufferSize(LARGEST_FIELD)
            .build(handler, strict(in))) {
      Iterator<CsvRecord> records = csv.iterator();
      if (!records.hasNext()) {
        throw damaged(name, "it is empty: not even a header", null);
      }
      FileTable head = head(name, table, records.next());
      receiver.begin(head);
      while (records.hasNext()) {
        row(name, head, records.next(), receiver);
      }
      receiver.end(Optional.empty());
    } catch (CsvParseException | UncheckedIOException | CharacterCodingException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw damaged(name, String.valueOf(cause.getMessage()), e);
    }
  }

  /**
   * What is no UTF-8 is a mistake, and not a row of question marks. A byte order mark is taken
   * away: in front of a quote that would be none.
   */
  private static Reader strict(InputStream in) throws IOException {
    Reader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    reader.mark(1);
    if (reader.read() != '\ufeff') {
      reader.reset();
    }
    return reader;
  }

  private static FileTable head(String name, String table, CsvRecord record) {
    List<FileTable.FileColumn> columns = new ArrayList<>();
    for (String column : record.getFields()) {
      if (column.equals(NULL)) {
        throw damaged(name, "its header has a column without a name", null);
      }
      columns.add(FileTable.FileColumn.named(column));
    }
    return new FileTable("", table, columns);
  }

  private static void row(
      String name, FileTable head, CsvRecord record, FileTable.Receiver receiver)
      throws IOException {
    if (record.getFieldCount() != head.columns().size()) {
      throw damaged(
          name,
          "line %d has %d fields, the header has %d"
              .formatted(
                  record.getStartingLineNumber(), record.getFieldCount(), head.columns().size()),
          null);
    }
    List<Value> values = new ArrayList<>(record.getFieldCount());
    for (String field : record.getFields()) {
      values.add(field.equals(NULL) ? Value.NULL : new Value.Text(field));
    }
    receiver.at(record.getStartingLineNumber());
    receiver.row(values);
  }

  private static BelayException damaged(String name, String what, @Nullable Exception cause) {
    String message = name + " can't be read as CSV: " + what.lines().findFirst().orElse("");
    String hint = "it should be UTF-8 with a header, fields parted by commas";
    return cause == null
        ? new BelayException(ErrorCode.DAMAGED, message, hint)
        : new BelayException(ErrorCode.DAMAGED, message, hint, cause);
  }
}
