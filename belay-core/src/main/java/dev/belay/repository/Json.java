package dev.belay.repository;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as the repository's files use it: streamed, because some are large, and because starting up
 * Jackson's object mapping takes longer than listing a thousand snapshots.
 */
final class Json {
  static final JsonFactory FACTORY = new JsonFactory();

  /** Reads the value of one field, at whose first token the parser stands, to its last token. */
  @FunctionalInterface
  interface Field {
    void read(String name, JsonParser parser) throws IOException;
  }

  private Json() {}

  /** Reads the object at whose start the parser stands. Fields that are null are left out. */
  static void object(JsonParser parser, Field field) throws IOException {
    expect(parser, parser.currentToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      expect(parser, parser.currentToken(), JsonToken.FIELD_NAME);
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value != JsonToken.VALUE_NULL) {
        field.read(name, parser);
      }
    }
  }

  /** Moves through the array at whose start the parser stands; false at its end. */
  static boolean next(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new JsonEOFException(parser, JsonToken.NOT_AVAILABLE, "an array does not end");
    }
    return token != JsonToken.END_ARRAY;
  }

  static void array(JsonParser parser) throws IOException {
    expect(parser, parser.currentToken(), JsonToken.START_ARRAY);
  }

  static String text(JsonParser parser) throws IOException {
    expect(parser, parser.currentToken(), JsonToken.VALUE_STRING);
    return parser.getText();
  }

  static List<String> texts(JsonParser parser) throws IOException {
    List<String> texts = new ArrayList<>();
    array(parser);
    while (next(parser)) {
      texts.add(text(parser));
    }
    return texts;
  }

  /** Any value as maps, lists, strings, numbers and booleans; nulls in them are left out. */
  static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new JsonEOFException(parser, JsonToken.NOT_AVAILABLE, "a value is missing");
    }
    return switch (token) {
      case START_OBJECT -> map(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new JsonParseException(parser, "unexpected " + token);
    };
  }

  static Map<String, Object> map(JsonParser parser) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    object(
        parser,
        (name, at) -> {
          Object value = value(at);
          if (value != null) {
            map.put(name, value);
          }
        });
    return map;
  }

  private static List<Object> list(JsonParser parser) throws IOException {
    List<Object> list = new ArrayList<>();
    while (next(parser)) {
      Object value = value(parser);
      if (value != null) {
        list.add(value);
      }
    }
    return list;
  }

  private static Object integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> parser.getBigIntegerValue();
    };
  }

  /** Writes what {@link #value} reads. Throws IllegalArgumentException for any other object. */
  static void write(JsonGenerator to, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      to.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        to.writeFieldName(String.valueOf(entry.getKey()));
        write(to, entry.getValue());
      }
      to.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      to.writeStartArray();
      for (Object element : list) {
        write(to, element);
      }
      to.writeEndArray();
    } else {
      writeScalar(to, value);
    }
  }

  private static void writeScalar(JsonGenerator to, Object value) throws IOException {
    if (value instanceof CharSequence text) {
      to.writeString(text.toString());
    } else if (value instanceof Boolean flag) {
      to.writeBoolean(flag);
    } else if (value instanceof BigInteger number) {
      to.writeNumber(number);
    } else if (value instanceof Long || value instanceof Integer) {
      to.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double number && Double.isFinite(number)) {
      to.writeNumber(number);
    } else {
      throw new IllegalArgumentException("can't be written as JSON: " + value);
    }
  }

  private static void expect(JsonParser parser, @Nullable JsonToken got, JsonToken wanted)
      throws IOException {
    if (got != wanted) {
      throw new JsonParseException(parser, "expected " + wanted + ", found " + got);
    }
  }
}
