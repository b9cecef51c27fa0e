package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Snapshot files: restic's fields, and one object {@code belay} that restic passes over. */
final class SnapshotFormat {
  private SnapshotFormat() {}

  static byte[] write(SnapshotRecord snapshot) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
      to.writeStartObject();
      to.writeStringField("time", snapshot.time().toString());
      writeId(to, "parent", snapshot.parent());
      to.writeStringField("tree", snapshot.tree().toString());
      writeTexts(to, "paths", snapshot.paths());
      to.writeStringField("hostname", snapshot.origin().hostname());
      to.writeStringField("username", snapshot.origin().username());
      writeNumber(to, "uid", snapshot.origin().uid());
      writeNumber(to, "gid", snapshot.origin().gid());
      if (!snapshot.tags().isEmpty()) {
        writeTexts(to, "tags", snapshot.tags());
      }
      writeId(to, "original", snapshot.original());
      if (!snapshot.programVersion().isEmpty()) {
        to.writeStringField("program_version", snapshot.programVersion());
      }
      if (!snapshot.belay().isEmpty()) {
        to.writeFieldName("belay");
        Json.write(to, snapshot.belay());
      }
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void writeTexts(JsonGenerator to, String name, List<String> texts)
      throws IOException {
    to.writeFieldName(name);
    Json.write(to, texts);
  }

  private static void writeNumber(JsonGenerator to, String name, int value) throws IOException {
    if (value != 0) {
      to.writeNumberField(name, value);
    }
  }

  private static void writeId(JsonGenerator to, String name, Optional<SnapshotId> id)
      throws IOException {
    if (id.isPresent()) {
      to.writeStringField(name, id.get().toString());
    }
  }

  static SnapshotRecord read(JsonParser parser) throws IOException {
    Fields fields = new Fields();
    try {
      parser.nextToken();
      Json.object(parser, fields::read);
      return fields.build();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static final class Fields {
    private Instant time = Instant.EPOCH;
    private String tree = "";
    private List<String> paths = List.of();
    private String hostname = "";
    private String username = "";
    private int uid;
    private int gid;
    private List<String> tags = List.of();
    private Optional<SnapshotId> parent = Optional.empty();
    private Optional<SnapshotId> original = Optional.empty();
    private String programVersion = "";
    private Map<String, Object> belay = Map.of();

    void read(String name, JsonParser at) throws IOException {
      switch (name) {
        case "time" -> time = Instant.parse(Json.text(at));
        case "tree" -> tree = Json.text(at);
        case "paths" -> paths = Json.texts(at);
        case "hostname" -> hostname = Json.text(at);
        case "username" -> username = Json.text(at);
        // Go writes these as unsigned.
        case "uid" -> uid = (int) at.getLongValue();
        case "gid" -> gid = (int) at.getLongValue();
        case "tags" -> tags = Json.texts(at);
        case "parent" -> parent = Optional.of(SnapshotId.parse(Json.text(at)));
        case "original" -> original = Optional.of(SnapshotId.parse(Json.text(at)));
        case "program_version" -> programVersion = Json.text(at);
        case "belay" -> belay = Json.map(at);
        default -> at.skipChildren();
      }
    }

    SnapshotRecord build() {
      return new SnapshotRecord(
          time,
          BlobId.parse(tree),
          paths,
          new SnapshotRecord.Origin(hostname, username, uid, gid),
          tags,
          parent,
          original,
          programVersion,
          belay);
    }
  }
}
