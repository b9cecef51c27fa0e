package dev.belay.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one document as JSON, names in snake_case. Either whole, or with rows first that are
 * written as they come, for there may be more of them than memory holds; whatever comes last, a
 * result or an error, then completes the same document.
 */
final class Json {
  private final OutputStream out;
  private @Nullable JsonMapper mapper;
  private @Nullable JsonGenerator rows;

  Json(OutputStream out) {
    this.out = out;
  }

  /** Writes one of the document's rows. */
  void row(Object row) {
    try {
      if (rows == null) {
        rows = generator();
        rows.writeStartObject();
        rows.writeArrayFieldStart("rows");
      }
      rows.writePOJO(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the document, or completes the one whose rows were written. */
  void document(Object document) {
    try (JsonGenerator json = rows == null ? generator() : rows) {
      if (rows == null) {
        json.writePOJO(document);
      } else {
        json.writeEndArray();
        JsonNode rest = mapper().valueToTree(document);
        for (Map.Entry<String, JsonNode> field : rest.properties()) {
          if (!field.getKey().equals("rows")) {
            json.writeFieldName(field.getKey());
            json.writeTree(field.getValue());
          }
        }
        json.writeEndObject();
      }
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows = null;
  }

  private JsonGenerator generator() throws IOException {
    return mapper().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  private JsonMapper mapper() {
    if (mapper == null) {
      mapper =
          JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    }
    return mapper;
  }
}
