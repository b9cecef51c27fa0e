package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was said of a snapshot after it was taken.
 *
 * @param pinned whether nothing may remove it
 * @param tags the person's tags instead of those that it was taken with
 * @param description instead of the one that it was taken with
 * @param verified when every byte of it was read and found to be right
 */
public record Note(
    boolean pinned,
    Optional<List<String>> tags,
    Optional<String> description,
    Optional<Instant> verified) {
  /** Nothing was said. */
  public static final Note NONE =
      new Note(false, Optional.empty(), Optional.empty(), Optional.empty());

  public Note {
    tags = tags.map(List::copyOf);
  }

  /** The same, pinned or not. */
  public Note withPinned(boolean now) {
    return new Note(now, tags, description, verified);
  }

  /** The same with these tags. */
  public Note withTags(List<String> now) {
    return new Note(pinned, Optional.of(now), description, verified);
  }

  /** The same with this description. */
  public Note withDescription(String now) {
    return new Note(pinned, tags, Optional.of(now), verified);
  }

  /** The same, verified then. */
  public Note withVerified(Instant now) {
    return new Note(pinned, tags, description, Optional.of(now));
  }

  byte[] toJson() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
      to.writeStartObject();
      to.writeBooleanField("pinned", pinned);
      if (tags.isPresent()) {
        to.writeFieldName("tags");
        Json.write(to, tags.get());
      }
      if (description.isPresent()) {
        to.writeStringField("description", description.get());
      }
      if (verified.isPresent()) {
        to.writeStringField("verified", verified.get().toString());
      }
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  static Note read(JsonParser parser) throws IOException {
    Note[] note = {NONE};
    try {
      parser.nextToken();
      Json.object(
          parser,
          (name, at) -> {
            switch (name) {
              case "pinned" -> note[0] = note[0].withPinned(at.getBooleanValue());
              case "tags" -> note[0] = note[0].withTags(Json.texts(at));
              case "description" -> note[0] = note[0].withDescription(Json.text(at));
              case "verified" -> note[0] = note[0].withVerified(Instant.parse(Json.text(at)));
              default -> at.skipChildren();
            }
          });
    } catch (DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
    return note[0];
  }
}
