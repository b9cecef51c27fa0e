package dev.belay.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.snapshot.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of JSON that is being read, token by token.
 *
 * @param name how messages call it
 * @param parser where the reading is
 */
record JsonInput(String name, JsonParser parser) {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(1 << 20)
                  .build())
          .build()
          .setCodec(Json.MAPPER);

  /** The caller closes the parser. */
  static JsonParser parser(InputStream in) throws IOException {
    return FACTORY.createParser(in);
  }

  /** Moves into the next field of an object, to its value; false where the object ends. */
  boolean nextField() throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME) {
      return false;
    }
    parser.nextToken();
    return true;
  }

  /** The line of the file, from 1. */
  long line() {
    return parser.currentTokenLocation().getLineNr();
  }

  void expect(@Nullable JsonToken found, JsonToken wanted, String otherwise) {
    if (found != wanted) {
      throw broken(otherwise);
    }
  }

  void expectEnd() throws IOException {
    if (parser.nextToken() != null) {
      throw broken("something follows behind its end");
    }
  }

  /** DAMAGED, with what and the line. */
  BelayException broken(String what) {
    return new BelayException(
        ErrorCode.DAMAGED,
        "%s is damaged: %s (line %d)".formatted(name, what, line()),
        "get another copy of the file, or mend it");
  }

  /** DAMAGED, for what the parser, or who unpacks the file, finds wrong. */
  static BelayException damaged(String name, Exception e) {
    boolean cut = e instanceof JsonEOFException || e instanceof EOFException;
    String what =
        cut
            ? "it ends in the middle"
            : String.valueOf(e.getMessage()).lines().findFirst().orElse("it can't be read");
    return new BelayException(
        ErrorCode.DAMAGED, name + " is damaged: " + what, "get another copy of the file", e);
  }
}
