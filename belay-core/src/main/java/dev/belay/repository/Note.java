package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was said of a snapshot after it was taken.
 *
 * @param pinned whether nothing may remove it
 * @param tags the person's tags instead of those that it was taken with
 * @param description instead of the one that it was taken with
 * @param verified when every byte of it was read and found to be right
 * @param brought what the copy last brought from the repository that this one is a copy of
 */
public record Note(
    boolean pinned,
    Optional<List<String>> tags,
    Optional<String> description,
    Optional<Instant> verified,
    Optional<Said> brought) {
  /** Nothing was said. */
  public static final Note NONE =
      new Note(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public Note {
    tags = tags.map(List::copyOf);
  }

  /** What people said; that it was verified is true of one repository's bytes only. */
  public record Said(boolean pinned, Optional<List<String>> tags, Optional<String> description) {
    static final Said NOTHING = new Said(false, Optional.empty(), Optional.empty());

    public Said {
      tags = tags.map(List::copyOf);
    }
  }

  /** What people said. */
  public Said said() {
    return new Said(pinned, tags, description);
  }

  /**
   * The same after a copy: what was said anew where it comes from, since a copy last brought it, is
   * said here too; what was only said here stays.
   */
  Note withBrought(Said now) {
    Said before = brought.orElse(Said.NOTHING);
    return new Note(
        now.pinned() == before.pinned() ? pinned : now.pinned(),
        now.tags().equals(before.tags()) ? tags : now.tags(),
        now.description().equals(before.description()) ? description : now.description(),
        verified,
        now.equals(Said.NOTHING) ? Optional.empty() : Optional.of(now));
  }

  /**
   * The same for a snapshot that restic wrote anew, under another id and with these tags: no tag is
   * lost that was given in one way or the other.
   */
  public Note inherited(List<String> tagsNow) {
    Optional<List<String>> both =
        tags.map(t -> Stream.concat(t.stream(), tagsNow.stream()).distinct().toList());
    return new Note(pinned, both, description, verified, brought);
  }

  /** The same, pinned or not. */
  public Note withPinned(boolean now) {
    return new Note(now, tags, description, verified, brought);
  }

  /** The same with these tags. */
  public Note withTags(List<String> now) {
    return new Note(pinned, Optional.of(now), description, verified, brought);
  }

  /** The same with this description. */
  public Note withDescription(String now) {
    return new Note(pinned, tags, Optional.of(now), verified, brought);
  }

  /** The same, verified then. */
  public Note withVerified(Instant now) {
    return new Note(pinned, tags, description, Optional.of(now), brought);
  }

  byte[] toJson() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
      to.writeStartObject();
      write(to, said());
      if (brought.isPresent()) {
        to.writeObjectFieldStart("brought");
        write(to, brought.get());
        to.writeEndObject();
      }
      if (verified.isPresent()) {
        to.writeStringField("verified", verified.get().toString());
      }
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator to, Said said) throws IOException {
    to.writeBooleanField("pinned", said.pinned());
    if (said.tags().isPresent()) {
      to.writeFieldName("tags");
      Json.write(to, said.tags().get());
    }
    if (said.description().isPresent()) {
      to.writeStringField("description", said.description().get());
    }
  }

  static Note read(JsonParser parser) throws IOException {
    parser.nextToken();
    try {
      return readObject(parser);
    } catch (DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Note readObject(JsonParser parser) throws IOException {
    Note[] note = {NONE};
    Json.object(
        parser,
        (name, at) -> {
          switch (name) {
            case "pinned" -> note[0] = note[0].withPinned(at.getBooleanValue());
            case "tags" -> note[0] = note[0].withTags(Json.texts(at));
            case "description" -> note[0] = note[0].withDescription(Json.text(at));
            case "verified" -> note[0] = note[0].withVerified(Instant.parse(Json.text(at)));
            case "brought" -> note[0] = note[0].remembering(readObject(at).said());
            default -> at.skipChildren();
          }
        });
    return note[0];
  }

  private Note remembering(Said said) {
    return new Note(pinned, tags, description, verified, Optional.of(said));
  }
}
