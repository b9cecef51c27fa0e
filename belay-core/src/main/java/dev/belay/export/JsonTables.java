package dev.belay.export;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands the tables of a document on, row by row: one row is held. */
final class JsonTables {
  private final JsonInput in;
  private final JsonParser json;
  private final FileTable.Receiver receiver;

  JsonTables(JsonInput in, FileTable.Receiver receiver) {
    this.in = in;
    this.json = in.parser();
    this.receiver = receiver;
  }

  /** Reads the list that the document is at. */
  void read() throws IOException {
    in.expect(json.currentToken(), JsonToken.START_ARRAY, "tables is no list");
    while (json.nextToken() == JsonToken.START_OBJECT) {
      table();
    }
    in.expect(json.currentToken(), JsonToken.END_ARRAY, "a table is no object");
  }

  private void table() throws IOException {
    String schema = "";
    String table = "";
    List<FileTable.FileColumn> columns = new ArrayList<>();
    Optional<String> digest = Optional.empty();
    boolean begun = false;
    while (in.nextField()) {
      switch (json.currentName()) {
        case "schema" -> schema = json.getValueAsString("");
        case "table" -> table = json.getValueAsString("");
        case "columns" -> columns.addAll(columns());
        case "rows" -> {
          if (table.isEmpty()) {
            throw in.broken("rows come before the name of their table");
          }
          rows(schema, table, columns);
          begun = true;
        }
        case "digest" -> digest = Optional.of(json.getValueAsString(""));
        default -> json.skipChildren();
      }
    }
    if (!begun) {
      throw in.broken("table " + table + " has no rows");
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

  /**
   * Reads the list of rows that the document is at; the first has all columns where none are given.
   */
  void rows(String schema, String table, List<FileTable.FileColumn> columns) throws IOException {
    in.expect(json.currentToken(), JsonToken.START_ARRAY, "rows is no list");
    Map<String, Integer> places = places(columns);
    boolean begun = !columns.isEmpty();
    if (begun) {
      receiver.begin(new FileTable(schema, table, columns));
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      if (begun) {
        row(table, places);
      } else {
        places = places(first(schema, table));
        begun = true;
      }
    }
    in.expect(json.currentToken(), JsonToken.END_ARRAY, "a row of " + table + " is no object");
    if (!begun) {
      receiver.begin(new FileTable(schema, table, columns));
    }
  }

  private static Map<String, Integer> places(List<FileTable.FileColumn> columns) {
    Map<String, Integer> places = new HashMap<>();
    columns.forEach(c -> places.put(c.name(), places.size()));
    return places;
  }

  private List<FileTable.FileColumn> first(String schema, String table) throws IOException {
    List<Value> values = new ArrayList<>();
    List<FileTable.FileColumn> columns = new ArrayList<>();
    while (in.nextField()) {
      columns.add(FileTable.FileColumn.named(json.currentName()));
      values.add(JsonValues.read(in));
    }
    receiver.begin(new FileTable(schema, table, columns));
    receiver.at(in.line());
    receiver.row(values);
    return columns;
  }

  private void row(String table, Map<String, Integer> places) throws IOException {
    @Nullable Value[] values = new @Nullable Value[places.size()];
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String column = json.currentName();
      Integer place = places.get(column);
      if (place == null || values[place] != null) {
        throw in.broken(
            "a row of %s has %s"
                .formatted(
                    table, place == null ? "an unknown column " + column : column + " twice"));
      }
      json.nextToken();
      values[place] = JsonValues.read(in);
    }
    List<Value> row = new ArrayList<>(values.length);
    for (Value value : values) {
      if (value == null) {
        throw in.broken("a row of " + table + " lacks a column");
      }
      row.add(value);
    }
    receiver.at(in.line());
    receiver.row(row);
  }
}
