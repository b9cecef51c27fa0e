package dev.belay.export;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Scripts;
import dev.belay.snapshot.Json;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JsonFormat} wrote, or a person in its manner. Holds one row at a time. */
final class JsonDocument {
  /** How far white space and byte order marks may reach before a list of rows. */
  private static final int BLANK = 1000;

  private final JsonInput in;
  private final JsonParser json;
  private final JsonTables tables;
  private final Consumer<Catalog> catalogFound;
  private final Map<String, String> onlyRows = new HashMap<>();
  private String database = "";
  private String engine = "";
  private Optional<List<Counter>> counters = Optional.empty();
  private Scripts scripts = Scripts.none("the file holds rows only; a backup to a file has it");

  private JsonDocument(JsonInput in, FileTable.Receiver receiver, Consumer<Catalog> catalogFound) {
    this.in = in;
    this.json = in.parser();
    this.tables = new JsonTables(in, receiver);
    this.catalogFound = catalogFound;
  }

  /**
   * Reads a document to its end. USAGE where it is none of Belay's, UNSUPPORTED where it is of a
   * later version, DAMAGED where it ends too early or is broken.
   *
   * @param catalogFound told of the file's own catalog, if it has one, before any row
   */
  static FileHead read(
      String name, InputStream in, FileTable.Receiver receiver, Consumer<Catalog> catalogFound)
      throws IOException {
    boolean ours = false;
    try (JsonParser json = JsonInput.parser(in)) {
      if (!isOurs(json)) {
        throw foreign(name, null);
      }
      ours = true;
      JsonInput input = new JsonInput(name, json);
      JsonDocument document = new JsonDocument(input, receiver, catalogFound);
      document.requireVersion();
      document.fields();
      input.expectEnd();
      return document.head();
    } catch (JsonProcessingException e) {
      throw ours ? JsonInput.damaged(name, e) : foreign(name, e);
    } catch (EOFException | ZipException e) {
      throw JsonInput.damaged(name, e);
    }
  }

  private static boolean isOurs(JsonParser json) throws IOException {
    return json.nextToken() == JsonToken.START_OBJECT
        && json.nextToken() == JsonToken.FIELD_NAME
        && json.currentName().equals(JsonFormat.MARKER);
  }

  /**
   * Reads the rows of one table: a document as of {@link #read}, of which other tables are the
   * receiver's to leave out, or a list of objects.
   */
  static void readSeed(String name, String table, InputStream in, FileTable.Receiver receiver)
      throws IOException {
    BufferedInputStream head = new BufferedInputStream(in, 1 << 16);
    if (first(head) == '[') {
      readRows(name, table, head, receiver);
    } else {
      read(name, head, receiver, own -> {});
    }
  }

  /** Reads the rows of one table from a list of objects. */
  static void readRows(String name, String table, InputStream in, FileTable.Receiver receiver)
      throws IOException {
    try (JsonParser json = JsonInput.parser(in)) {
      JsonInput input = new JsonInput(name, json);
      json.nextToken();
      new JsonTables(input, receiver).rows("", table, List.of());
      receiver.end(Optional.empty());
      input.expectEnd();
    } catch (JsonProcessingException e) {
      throw JsonInput.damaged(name, e);
    }
  }

  /** What it begins with, behind white space and a byte order mark; nothing of it is taken. */
  private static int first(BufferedInputStream in) throws IOException {
    in.mark(1 << 12);
    int first = next(in);
    in.reset();
    return first;
  }

  private static int next(BufferedInputStream in) throws IOException {
    int next = in.read();
    for (int i = 0; i < BLANK && isBlank(next); i++) {
      next = in.read();
    }
    return next;
  }

  /** Whether it is a list of objects, as far as its beginning tells; nothing of it is taken. */
  static boolean isRows(BufferedInputStream in) throws IOException {
    in.mark(1 << 12);
    boolean rows = next(in) == '[' && next(in) == '{';
    in.reset();
    return rows;
  }

  private static boolean isBlank(int read) {
    return read >= 0 && (read <= ' ' || read == 0xef || read == 0xbb || read == 0xbf);
  }

  /** What the document says before its tables; nothing where it is none of Belay's. */
  static FileSource.Origin origin(InputStream in) throws IOException {
    String database = "";
    String address = "";
    try (JsonParser json = JsonInput.parser(in)) {
      boolean more = isOurs(json);
      json.nextToken();
      while (more && json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "database" -> database = json.getValueAsString("");
          case "address" -> address = json.getValueAsString("");
          case "tables", "schema", "catalog" -> more = false;
          default -> json.skipChildren();
        }
      }
    } catch (JsonProcessingException | EOFException | ZipException e) {
      // Whoever reads it whole says what is wrong with it.
    }
    return new FileSource.Origin(database, address);
  }

  /**
   * USAGE where a document does not begin as Belay's do, nor as a list of rows; more of it is not
   * read.
   */
  static void requireOurs(String name, InputStream in) throws IOException {
    BufferedInputStream head = new BufferedInputStream(in, 1 << 16);
    boolean rows = isRows(head);
    try (JsonParser json = JsonInput.parser(head)) {
      if (!rows && !isOurs(json)) {
        throw foreign(name, null);
      }
    } catch (JsonProcessingException e) {
      throw foreign(name, e);
    } catch (EOFException | ZipException e) {
      throw JsonInput.damaged(name, e);
    }
  }

  private static BelayException foreign(String name, @Nullable Exception cause) {
    String message =
        name + " is no export of Belay's: it does not begin with \"" + JsonFormat.MARKER + "\"";
    String hint =
        "belay export and belay backup --output write such files; a list of objects would be rows of"
            + " the table that the file is named after";
    return cause == null
        ? new BelayException(ErrorCode.USAGE, message, hint)
        : new BelayException(ErrorCode.USAGE, message, hint, cause);
  }

  private void requireVersion() throws IOException {
    if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw foreign(in.name(), null);
    }
    int version = json.getIntValue();
    if (version > JsonFormat.VERSION_OF_SOME_ROWS || version < 1) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "%s is of version %d, and this Belay knows version %d"
              .formatted(in.name(), version, JsonFormat.VERSION_OF_SOME_ROWS),
          "use a newer version of Belay");
    }
  }

  private FileHead head() {
    return new FileHead(database, engine, counters, scripts, onlyRows);
  }

  private void fields() throws IOException {
    while (in.nextField()) {
      switch (json.currentName()) {
        case "database" -> database = json.getValueAsString("");
        case "engine" -> engine = json.getValueAsString("");
        case "counters" -> counters = Optional.of(readCounters());
        case "only_rows" -> {
          JsonNode conditions = json.readValueAsTree();
          conditions.properties().forEach(e -> onlyRows.put(e.getKey(), e.getValue().asText()));
        }
        case "schema" -> scripts = Json.whole(json.readValueAs(Scripts.class));
        case "catalog" -> catalogFound.accept(Json.whole(json.readValueAs(Catalog.class)));
        case "tables" -> tables.read();
        default -> json.skipChildren();
      }
    }
    in.expect(json.currentToken(), JsonToken.END_OBJECT, "it ends in the middle");
  }

  private List<Counter> readCounters() throws IOException {
    List<Counter> all = new ArrayList<>();
    for (Counter counter : Json.whole(json.readValueAs(Counter[].class))) {
      all.add(Json.whole(counter));
    }
    return all;
  }
}
