package dev.belay.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The value at which a document is: plain, or an object that says what kind it is of. */
final class JsonValues {
  private JsonValues() {}

  static Value read(JsonInput in) throws IOException {
    return switch (in.parser().currentToken()) {
      case VALUE_NULL -> Value.NULL;
      case VALUE_TRUE -> new Value.Flag(true);
      case VALUE_FALSE -> new Value.Flag(false);
      case VALUE_STRING -> new Value.Text(in.parser().getText());
      case VALUE_NUMBER_INT -> new Value.Whole(in.parser().getText());
      case VALUE_NUMBER_FLOAT -> new Value.Real(in.parser().getText());
      case START_OBJECT, START_ARRAY -> structured(in, in.parser().readValueAsTree());
      default -> throw in.broken("a value is expected");
    };
  }

  /** A value with its kind; or JSON in a column of JSON, as a person would write it. */
  private static Value structured(JsonInput in, JsonNode node) {
    if (node.size() == 1 && node.isObject()) {
      Map.Entry<String, JsonNode> only = node.properties().iterator().next();
      if (only.getValue().isTextual()) {
        Optional<Value> tagged = tagged(in, only.getKey(), only.getValue().asText());
        if (tagged.isPresent()) {
          return tagged.get();
        }
      }
    }
    return new Value.Text(node.toString());
  }

  private static Optional<Value> tagged(JsonInput in, String tag, String text) {
    try {
      return switch (tag) {
        case "integer" -> Optional.of(new Value.Whole(new BigInteger(text).toString()));
        case "real" -> Optional.of(real(text));
        case "base64" -> Optional.of(new Value.Bytes(Base64.getDecoder().decode(text)));
        case "base64_text" -> Optional.of(new Value.BrokenText(Base64.getDecoder().decode(text)));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      throw in.broken("%s can't be read: %s".formatted(tag, e.getMessage()));
    }
  }

  private static Value real(String text) {
    if (!text.matches("NaN|-?Infinity")) {
      throw new IllegalArgumentException("it is none of NaN, Infinity, -Infinity");
    }
    return new Value.Real(text);
  }
}
