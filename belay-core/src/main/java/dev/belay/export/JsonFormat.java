package dev.belay.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.Scripts;
import dev.belay.snapshot.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One JSON document, exact: what {@link JsonDocument} reads is what was written. See {@code
 * docs/export.md}.
 */
final class JsonFormat implements Format {
  /** The version of the document's shape. */
  static final int VERSION = 1;

  /**
   * The version of a document that has only some rows of a table: a program that knows nothing of
   * that would take the others for deleted ones.
   */
  static final int VERSION_OF_SOME_ROWS = 2;

  /** The field that tells such a document from others, with the version as its value. */
  static final String MARKER = "belay_export";

  /** Beyond it, programs that know only doubles would lose digits. */
  private static final long LARGEST_SAFE = (1L << 53) - 1;

  @Override
  public String name() {
    return "json";
  }

  @Override
  public List<String> suffixes() {
    return List.of("json");
  }

  @Override
  public boolean manyTables() {
    return true;
  }

  @Override
  public boolean streams() {
    return true;
  }

  @Override
  public void write(Content content, Destination to, Options options) throws IOException {
    OutputStream out = to.stream();
    RowPrinter printer = new RowPrinter();
    try (JsonGenerator json =
        Json.MAPPER.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.setPrettyPrinter(printer);
      json.writeStartObject();
      json.writeNumberField(
          MARKER, content.facts().onlyRows().isEmpty() ? VERSION : VERSION_OF_SOME_ROWS);
      facts(json, printer, content.facts(), options.structure());
      if (options.structure()) {
        structure(json, printer, content);
      }
      json.writeArrayFieldStart("counters");
      printer.inline();
      for (Counter counter : content.counters()) {
        json.writePOJO(counter);
      }
      json.writeEndArray();
      printer.lines();
      json.writeArrayFieldStart("tables");
      for (ExportTable table : content.tables()) {
        table(json, printer, content, table);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    out.flush();
  }

  private static void facts(JsonGenerator json, RowPrinter printer, Facts facts, boolean backup)
      throws IOException {
    json.writeStringField("tool", facts.tool());
    json.writeStringField("database", facts.database());
    if (backup) {
      json.writeStringField("address", facts.address());
    }
    json.writeStringField("engine", facts.engine());
    json.writeStringField("version", facts.version());
    if (facts.snapshot().isPresent()) {
      json.writeStringField("snapshot", facts.snapshot().get());
    }
    json.writeStringField("time", facts.time().toString());
    json.writeBooleanField("partial", facts.partial());
    if (!facts.profile().isEmpty()) {
      json.writeStringField("profile", facts.profile());
    }
    if (!facts.onlyRows().isEmpty()) {
      json.writePOJOField("only_rows", new TreeMap<>(facts.onlyRows()));
    }
    names(json, printer, "left_out", facts.leftOut());
    names(json, printer, "masked", facts.masked());
  }

  private static void names(
      JsonGenerator json, RowPrinter printer, String field, List<String> names) throws IOException {
    json.writeFieldName(field);
    printer.inline();
    json.writePOJO(names);
    printer.lines();
  }

  private static void structure(JsonGenerator json, RowPrinter printer, Content content)
      throws IOException {
    Scripts scripts = content.scripts();
    json.writeObjectFieldStart("schema");
    json.writeStringField("before", scripts.before());
    json.writeStringField("after", scripts.after());
    json.writeStringField("missing", scripts.missing());
    json.writeEndObject();
    json.writeFieldName("catalog");
    printer.inline();
    json.writePOJO(content.structure());
    printer.lines();
  }

  private static void table(
      JsonGenerator json, RowPrinter printer, Content content, ExportTable table)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", table.name().schema());
    json.writeStringField("table", table.name().name());
    json.writeArrayFieldStart("columns");
    printer.inline();
    for (ExportColumn column : table.columns()) {
      column(json, column.column());
    }
    json.writeEndArray();
    printer.lines();
    names(json, printer, "key", table.key());
    json.writeArrayFieldStart("rows");
    printer.inline();
    long count = 0;
    try (ExportRows rows = content.rows(table)) {
      while (rows.next()) {
        row(json, table, rows);
        count++;
      }
    }
    json.writeEndArray();
    printer.lines();
    json.writeNumberField("count", count);
    Optional<String> digest = content.digest(table);
    if (digest.isPresent()) {
      json.writeStringField("digest", digest.get());
    }
    json.writeEndObject();
  }

  private static void column(JsonGenerator json, Column column) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", column.name());
    json.writeStringField("type", column.type());
    json.writeEndObject();
  }

  private static void row(JsonGenerator json, ExportTable table, ExportRows rows)
      throws IOException {
    List<ExportColumn> columns = table.columns();
    json.writeStartObject();
    for (int i = 0; i < columns.size(); i++) {
      json.writeFieldName(columns.get(i).name());
      value(json, rows.get(i));
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, Value value) throws IOException {
    if (value instanceof Value.Null) {
      json.writeNull();
    } else if (value instanceof Value.Flag flag) {
      json.writeBoolean(flag.value());
    } else if (value instanceof Value.Whole whole) {
      whole(json, whole.digits());
    } else if (value instanceof Value.Real real) {
      if (real.finite()) {
        json.writeNumber(real.text());
      } else {
        tagged(json, "real", real.text());
      }
    } else if (value instanceof Value.Decimal decimal) {
      json.writeString(decimal.text());
    } else if (value instanceof Value.Text text) {
      json.writeString(text.text());
    } else if (value instanceof Value.Bytes bytes) {
      tagged(json, "base64", Base64.getEncoder().encodeToString(bytes.bytes()));
    } else if (value instanceof Value.BrokenText broken) {
      tagged(json, "base64_text", Base64.getEncoder().encodeToString(broken.bytes()));
    }
  }

  private static void whole(JsonGenerator json, String digits) throws IOException {
    boolean safe = digits.length() < 16 || Math.abs(longOr(digits, Long.MAX_VALUE)) <= LARGEST_SAFE;
    if (safe) {
      json.writeNumber(digits);
    } else {
      tagged(json, "integer", digits);
    }
  }

  private static long longOr(String digits, long otherwise) {
    return digits.length() > 17 ? otherwise : Long.parseLong(digits);
  }

  private static void tagged(JsonGenerator json, String tag, String text) throws IOException {
    json.writeStartObject();
    json.writeStringField(tag, text);
    json.writeEndObject();
  }
}
