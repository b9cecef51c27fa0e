package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Index files as restic writes them: for each pack, the blobs in it. Streamed both ways. */
final class IndexFormat {
  /** Receives one pack of an index; the list is used again for the next. */
  @FunctionalInterface
  interface PackListener {
    void pack(BlobId pack, EntryList blobs) throws IOException;
  }

  private IndexFormat() {}

  static byte[] write(Iterable<PackContents> packs) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
      to.writeStartObject();
      to.writeArrayFieldStart("packs");
      for (PackContents pack : packs) {
        to.writeStartObject();
        to.writeStringField("id", pack.id().toString());
        to.writeArrayFieldStart("blobs");
        for (int i = 0; i < pack.blobs().size(); i++) {
          writeBlob(to, pack.blobs(), i);
        }
        to.writeEndArray();
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void writeBlob(JsonGenerator to, EntryList blobs, int i) throws IOException {
    to.writeStartObject();
    to.writeStringField("id", blobs.id(i).toString());
    to.writeStringField("type", blobs.type(i).json());
    to.writeNumberField("offset", blobs.offset(i));
    to.writeNumberField("length", blobs.length(i));
    if (blobs.plainLength(i) > 0) {
      to.writeNumberField("uncompressed_length", blobs.plainLength(i));
    }
    to.writeEndObject();
  }

  /** Passes on each pack. What an index says it supersedes is of no use to a reader. */
  static void read(JsonParser parser, PackListener listener) throws IOException {
    parser.nextToken();
    Json.object(
        parser,
        (name, at) -> {
          if (!name.equals("packs")) {
            at.skipChildren();
            return;
          }
          Json.array(at);
          EntryList blobs = new EntryList();
          while (Json.next(at)) {
            blobs.clear();
            BlobId id = readPack(at, blobs);
            listener.pack(id, blobs);
          }
        });
  }

  private static BlobId readPack(JsonParser parser, EntryList blobs) throws IOException {
    String[] id = {""};
    Json.object(
        parser,
        (name, at) -> {
          switch (name) {
            case "id" -> id[0] = Json.text(at);
            case "blobs" -> {
              Json.array(at);
              while (Json.next(at)) {
                new BlobFields().read(at, blobs);
              }
            }
            default -> at.skipChildren();
          }
        });
    return parse(id[0]);
  }

  private static BlobId parse(String id) throws IOException {
    try {
      return BlobId.parse(id);
    } catch (IllegalArgumentException e) {
      throw new IOException("not an id: \"" + id + "\"", e);
    }
  }

  /** The fields of one blob while they are read. */
  private static final class BlobFields {
    private String id = "";
    private String type = "";
    private int offset;
    private int length;
    private int plainLength;

    void read(JsonParser parser, EntryList target) throws IOException {
      Json.object(parser, this::field);
      if (offset < 0 || length < 0 || plainLength < 0) {
        throw new IOException("blob " + id + " has a negative place");
      }
      try {
        target.add(parse(id), BlobType.ofJson(type), offset, length, plainLength);
      } catch (IllegalArgumentException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    private void field(String name, JsonParser at) throws IOException {
      switch (name) {
        case "id" -> id = Json.text(at);
        case "type" -> type = Json.text(at);
        case "offset" -> offset = at.getIntValue();
        case "length" -> length = at.getIntValue();
        case "uncompressed_length" -> plainLength = at.getIntValue();
        default -> at.skipChildren();
      }
    }
  }
}
