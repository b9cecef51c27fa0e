package dev.belay.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Scripts;
import dev.belay.snapshot.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JsonFormat} wrote, or a person in its manner. Holds one row at a time. */
final class JsonDocument {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(1 << 20)
                  .build())
          .build()
          .setCodec(Json.MAPPER);

  /**
   * What such a document says beside its rows.
   *
   * @param database the database's name; empty where it is not said
   * @param engine its engine; empty where it is not said
   * @param counters where counters stood; empty where it is not said
   * @param scripts the structure
   * @param catalog the same, as Belay knows it
   * @param onlyRows of which tables not all rows are in it, by the table's name
   */
  record Head(
      String database,
      String engine,
      Optional<List<Counter>> counters,
      Scripts scripts,
      Optional<Catalog> catalog,
      Map<String, String> onlyRows) {
    /** Of a file that says nothing of rows that it lacks. */
    Head(
        String database,
        String engine,
        Optional<List<Counter>> counters,
        Scripts scripts,
        Optional<Catalog> catalog) {
      this(database, engine, counters, scripts, catalog, Map.of());
    }
  }

  private final String name;
  private final JsonParser json;
  private final FileTable.Receiver receiver;
  private final Consumer<Catalog> catalogFound;
  private String database = "";
  private String engine = "";
  private Optional<List<Counter>> counters = Optional.empty();
  private Scripts scripts = Scripts.none("the file holds rows only; a backup to a file has it");
  private Optional<Catalog> catalog = Optional.empty();
  private final Map<String, String> onlyRows = new HashMap<>();

  private JsonDocument(
      String name, JsonParser json, FileTable.Receiver receiver, Consumer<Catalog> catalogFound) {
    this.name = name;
    this.json = json;
    this.receiver = receiver;
    this.catalogFound = catalogFound;
  }

  /**
   * Reads a document to its end. USAGE where it is none of Belay's, UNSUPPORTED where it is of a
   * later version, DAMAGED where it ends too early or is broken.
   *
   * @param catalogFound told of the file's own catalog, if it has one, before any row
   */
  static Head read(
      String name, InputStream in, FileTable.Receiver receiver, Consumer<Catalog> catalogFound)
      throws IOException {
    boolean ours = false;
    try (JsonParser json = FACTORY.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT
          || json.nextToken() != JsonToken.FIELD_NAME
          || !json.currentName().equals(JsonFormat.MARKER)) {
        throw foreign(name, null);
      }
      ours = true;
      JsonDocument document = new JsonDocument(name, json, receiver, catalogFound);
      document.version();
      document.fields();
      if (json.nextToken() != null) {
        throw document.broken("something follows behind its end");
      }
      return document.head();
    } catch (JsonProcessingException e) {
      throw ours ? damaged(name, e) : foreign(name, e);
    } catch (java.io.EOFException | java.util.zip.ZipException e) {
      throw damaged(name, e);
    }
  }

  /**
   * Reads the rows of one table: a document as of {@link #read}, of which other tables are the
   * receiver's to leave out, or a list of objects.
   */
  static void readSeed(String name, String table, InputStream in, FileTable.Receiver receiver)
      throws IOException {
    java.io.BufferedInputStream head = new java.io.BufferedInputStream(in, 1 << 16);
    head.mark(1 << 12);
    int first = head.read();
    for (int i = 0;
        i < 1000 && (first <= ' ' || first == 0xef || first == 0xbb || first == 0xbf) && first >= 0;
        i++) {
      first = head.read();
    }
    head.reset();
    if (first != '[') {
      read(name, head, receiver, own -> {});
      return;
    }
    try (JsonParser json = FACTORY.createParser(head)) {
      JsonDocument document = new JsonDocument(name, json, receiver, own -> {});
      json.nextToken();
      document.rows("", table, new ArrayList<>());
      receiver.end(Optional.empty());
      if (json.nextToken() != null) {
        throw document.broken("something follows behind its end");
      }
    } catch (JsonProcessingException e) {
      throw damaged(name, e);
    }
  }

  /** What the document says before its tables; nothing where it is none of Belay's. */
  static FileSource.Origin origin(InputStream in) throws IOException {
    String database = "";
    String address = "";
    try (JsonParser json = FACTORY.createParser(in)) {
      boolean ours =
          json.nextToken() == JsonToken.START_OBJECT
              && json.nextToken() == JsonToken.FIELD_NAME
              && json.currentName().equals(JsonFormat.MARKER);
      json.nextToken();
      while (ours && json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "database" -> database = json.getValueAsString("");
          case "address" -> address = json.getValueAsString("");
          case "tables", "schema", "catalog" -> ours = false;
          default -> json.skipChildren();
        }
      }
    } catch (JsonProcessingException | java.io.EOFException | java.util.zip.ZipException e) {
      // Whoever reads it whole says what is wrong with it.
    }
    return new FileSource.Origin(database, address);
  }

  private static BelayException foreign(String name, @Nullable Exception cause) {
    String message =
        name + " is no export of Belay's: it does not begin with \"" + JsonFormat.MARKER + "\"";
    String hint = "belay export and belay backup --output write such files";
    return cause == null
        ? new BelayException(ErrorCode.USAGE, message, hint)
        : new BelayException(ErrorCode.USAGE, message, hint, cause);
  }

  private static BelayException damaged(String name, Exception e) {
    boolean cut = e instanceof JsonEOFException || e instanceof java.io.EOFException;
    String what =
        cut
            ? "it ends in the middle"
            : String.valueOf(e.getMessage()).lines().findFirst().orElse("it can't be read");
    return new BelayException(
        ErrorCode.DAMAGED, name + " is damaged: " + what, "get another copy of the file", e);
  }

  private BelayException broken(String what) {
    return new BelayException(
        ErrorCode.DAMAGED,
        "%s is damaged: %s (line %d)"
            .formatted(name, what, json.currentTokenLocation().getLineNr()),
        "get another copy of the file, or mend it");
  }

  private void version() throws IOException {
    if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw foreign(name, null);
    }
    int version = json.getIntValue();
    if (version > JsonFormat.VERSION_OF_SOME_ROWS || version < 1) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "%s is of version %d, and this Belay knows version %d"
              .formatted(name, version, JsonFormat.VERSION_OF_SOME_ROWS),
          "use a newer version of Belay");
    }
  }

  private Head head() {
    return new Head(database, engine, counters, scripts, catalog, onlyRows);
  }

  private void fields() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "database" -> database = json.getValueAsString("");
        case "engine" -> engine = json.getValueAsString("");
        case "counters" -> counters = Optional.of(readCounters());
        case "only_rows" -> {
          JsonNode conditions = json.readValueAsTree();
          conditions.properties().forEach(e -> onlyRows.put(e.getKey(), e.getValue().asText()));
        }
        case "schema" -> scripts = Json.whole(json.readValueAs(Scripts.class));
        case "catalog" -> {
          catalog = Optional.of(Json.whole(json.readValueAs(Catalog.class)));
          catalogFound.accept(catalog.get());
        }
        case "tables" -> {
          expect(value, JsonToken.START_ARRAY, "tables is no list");
          while (json.nextToken() == JsonToken.START_OBJECT) {
            table();
          }
          expect(json.currentToken(), JsonToken.END_ARRAY, "a table is no object");
        }
        default -> json.skipChildren();
      }
    }
    expect(json.currentToken(), JsonToken.END_OBJECT, "it ends in the middle");
  }

  private List<Counter> readCounters() throws IOException {
    List<Counter> all = new ArrayList<>();
    for (Counter counter : Json.whole(json.readValueAs(Counter[].class))) {
      all.add(Json.whole(counter));
    }
    return all;
  }

  private void expect(@Nullable JsonToken found, JsonToken wanted, String otherwise) {
    if (found != wanted) {
      throw broken(otherwise);
    }
  }

  private void table() throws IOException {
    String schema = "";
    String table = "";
    List<FileTable.FileColumn> columns = new ArrayList<>();
    Optional<String> digest = Optional.empty();
    boolean begun = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "schema" -> schema = json.getValueAsString("");
        case "table" -> table = json.getValueAsString("");
        case "columns" -> columns.addAll(columns());
        case "rows" -> {
          if (table.isEmpty()) {
            throw broken("rows come before the name of their table");
          }
          rows(schema, table, columns);
          begun = true;
        }
        case "digest" -> digest = Optional.of(json.getValueAsString(""));
        default -> json.skipChildren();
      }
    }
    if (!begun) {
      throw broken("table " + table + " has no rows");
    }
    receiver.end(digest);
  }

  private List<FileTable.FileColumn> columns() throws IOException {
    List<FileTable.FileColumn> columns = new ArrayList<>();
    JsonNode list = json.readValueAsTree();
    for (JsonNode column : list) {
      columns.add(
          column.isTextual()
              ? FileTable.FileColumn.named(column.asText())
              : new FileTable.FileColumn(
                  column.path("name").asText(""),
                  column.path("type").asText(""),
                  column.has("type")));
    }
    return columns;
  }

  private void rows(String schema, String table, List<FileTable.FileColumn> columns)
      throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, "rows is no list");
    Map<String, Integer> places = places(columns);
    boolean begun = !columns.isEmpty();
    if (begun) {
      receiver.begin(new FileTable(schema, table, columns));
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      if (!begun) {
        // A person left the list of columns out: the first row has them all.
        first(schema, table, places);
        begun = true;
      } else {
        @Nullable Value[] values = new @Nullable Value[places.size()];
        row(table, places, values);
      }
    }
    expect(json.currentToken(), JsonToken.END_ARRAY, "a row of " + table + " is no object");
    if (!begun) {
      receiver.begin(new FileTable(schema, table, columns));
    }
  }

  private static Map<String, Integer> places(List<FileTable.FileColumn> columns) {
    Map<String, Integer> places = new HashMap<>();
    columns.forEach(c -> places.put(c.name(), places.size()));
    return places;
  }

  private void first(String schema, String table, Map<String, Integer> places) throws IOException {
    List<Value> values = new ArrayList<>();
    List<FileTable.FileColumn> columns = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      columns.add(FileTable.FileColumn.named(json.currentName()));
      json.nextToken();
      values.add(value());
    }
    places.putAll(places(columns));
    receiver.begin(new FileTable(schema, table, columns));
    receiver.at(json.currentTokenLocation().getLineNr());
    receiver.row(values);
  }

  private void row(String table, Map<String, Integer> places, @Nullable Value[] values)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String column = json.currentName();
      Integer place = places.get(column);
      if (place == null || values[place] != null) {
        throw broken(
            "a row of %s has %s"
                .formatted(
                    table, place == null ? "an unknown column " + column : column + " twice"));
      }
      json.nextToken();
      values[place] = value();
    }
    List<Value> row = new ArrayList<>(values.length);
    for (Value value : values) {
      if (value == null) {
        throw broken("a row of " + table + " lacks a column");
      }
      row.add(value);
    }
    receiver.at(json.currentTokenLocation().getLineNr());
    receiver.row(row);
  }

  private Value value() throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> Value.NULL;
      case VALUE_TRUE -> new Value.Flag(true);
      case VALUE_FALSE -> new Value.Flag(false);
      case VALUE_STRING -> new Value.Text(json.getText());
      case VALUE_NUMBER_INT -> new Value.Whole(json.getText());
      case VALUE_NUMBER_FLOAT -> new Value.Real(json.getText());
      case START_OBJECT, START_ARRAY -> structured(json.readValueAsTree());
      default -> throw broken("a value is expected");
    };
  }

  /** A value with its kind; or JSON in a column of JSON, as a person would write it. */
  private Value structured(JsonNode node) {
    if (node.size() == 1 && node.isObject()) {
      Map.Entry<String, JsonNode> only = node.properties().iterator().next();
      if (only.getValue().isTextual()) {
        Optional<Value> tagged = tagged(only.getKey(), only.getValue().asText());
        if (tagged.isPresent()) {
          return tagged.get();
        }
      }
    }
    return new Value.Text(node.toString());
  }

  private Optional<Value> tagged(String tag, String text) {
    try {
      return switch (tag) {
        case "integer" -> Optional.of(new Value.Whole(new java.math.BigInteger(text).toString()));
        case "real" -> {
          if (!text.matches("NaN|-?Infinity")) {
            throw new IllegalArgumentException("it is none of NaN, Infinity, -Infinity");
          }
          yield Optional.of(new Value.Real(text));
        }
        case "base64" -> Optional.of(new Value.Bytes(Base64.getDecoder().decode(text)));
        case "base64_text" -> Optional.of(new Value.BrokenText(Base64.getDecoder().decode(text)));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      throw broken("%s can't be read: %s".formatted(tag, e.getMessage()));
    }
  }
}
