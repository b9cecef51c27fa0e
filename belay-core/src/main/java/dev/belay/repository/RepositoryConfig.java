package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The file {@code config}: what the repository is.
 *
 * @param id random, 64 hexadecimal digits
 * @param version of the format
 * @param polynomial for restic's chunker
 */
record RepositoryConfig(String id, int version, long polynomial) {
  static final int VERSION = 2;

  static RepositoryConfig random(SecureRandom random) {
    byte[] id = new byte[32];
    random.nextBytes(id);
    return new RepositoryConfig(
        HexFormat.of().formatHex(id), VERSION, ChunkerPolynomial.random(random));
  }

  void save(SealedFiles files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
      to.writeStartObject();
      to.writeNumberField("version", version);
      to.writeStringField("id", id);
      to.writeStringField("chunker_polynomial", Long.toHexString(polynomial));
      to.writeEndObject();
    }
    files.save(FileKind.CONFIG, FileKind.CONFIG_NAME, bytes.toByteArray());
  }

  static RepositoryConfig load(SealedFiles files) {
    Fields fields = new Fields();
    String where = files.describe(FileKind.CONFIG, FileKind.CONFIG_NAME);
    try (JsonParser parser = files.parse(FileKind.CONFIG, FileKind.CONFIG_NAME)) {
      parser.nextToken();
      Json.object(parser, fields::read);
    } catch (IOException | NumberFormatException e) {
      throw Failures.damaged(where + " can't be read: " + e.getMessage(), e);
    }
    if (fields.version != VERSION) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          where
              + " says format version "
              + fields.version
              + "; Belay works with version "
              + VERSION,
          fields.version == 1 ? "run: restic migrate upgrade_repo_v2" : "use a newer Belay");
    }
    return new RepositoryConfig(fields.id, fields.version, fields.polynomial);
  }

  private static final class Fields {
    private String id = "";
    private int version;
    private long polynomial;

    void read(String name, JsonParser at) throws IOException {
      switch (name) {
        case "id" -> id = Json.text(at);
        case "version" -> version = at.getIntValue();
        case "chunker_polynomial" -> polynomial = Long.parseUnsignedLong(Json.text(at), 16);
        default -> at.skipChildren();
      }
    }
  }
}
