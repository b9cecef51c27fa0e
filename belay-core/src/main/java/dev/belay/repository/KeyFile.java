package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.SealingKey;
import dev.belay.crypto.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;

/**
 * A key file: the repository's key, sealed with a key that scrypt makes of a password. Plain JSON.
 *
 * @param created when the password was added
 * @param sealedKey the repository's key as JSON, sealed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record KeyFile(
    Instant created,
    String username,
    String hostname,
    KdfStrength strength,
    byte[] salt,
    byte[] sealedKey) {
  private static final int SALT = 64;

  /** A key file that opens {@code key} with {@code password}. */
  static KeyFile create(
      SealingKey key, Secret password, KdfStrength strength, RepositoryEnvironment environment) {
    byte[] salt = new byte[SALT];
    environment.random().nextBytes(salt);
    byte[] plain = writeKey(key);
    try (SealingKey derived = strength.derive(password, salt)) {
      return new KeyFile(
          environment.clock().instant(),
          environment.username(),
          environment.hostname(),
          strength,
          salt,
          derived.seal(plain, environment.random()));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * The repository's key.
   *
   * @throws AEADBadTagException if the password is another one
   * @throws IOException if the content is no key
   */
  SealingKey open(Secret password) throws AEADBadTagException, IOException {
    byte[] plain;
    try (SealingKey derived = strength.derive(password, salt)) {
      plain = derived.open(sealedKey);
    }
    try {
      return readKey(plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  byte[] toJson() throws IOException {
    Base64.Encoder base64 = Base64.getEncoder();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
      to.writeStartObject();
      to.writeStringField("created", created.toString());
      to.writeStringField("username", username);
      to.writeStringField("hostname", hostname);
      to.writeStringField("kdf", "scrypt");
      to.writeNumberField("N", strength.n());
      to.writeNumberField("r", strength.r());
      to.writeNumberField("p", strength.p());
      to.writeStringField("salt", base64.encodeToString(salt));
      to.writeStringField("data", base64.encodeToString(sealedKey));
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** Throws IOException where this is no key file. */
  static KeyFile parse(byte[] json) throws IOException {
    Fields fields = new Fields();
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      Json.object(parser, fields::read);
      return fields.build();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * The key as JSON, put together here: a generator would keep it in Strings and buffers that
   * nobody can wipe.
   */
  private static byte[] writeKey(SealingKey key) {
    byte[][] parts = {key.macKPart(), key.macRPart(), key.encryptPart()};
    String[] before = {"{\"mac\":{\"k\":\"", "\",\"r\":\"", "\"},\"encrypt\":\""};
    ByteBuffer json = ByteBuffer.allocate(256);
    for (int i = 0; i < parts.length; i++) {
      byte[] text = Base64.getEncoder().encode(parts[i]);
      json.put(before[i].getBytes(StandardCharsets.US_ASCII)).put(text);
      Arrays.fill(parts[i], (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
    json.put("\"}".getBytes(StandardCharsets.US_ASCII));
    byte[] whole = Arrays.copyOf(json.array(), json.position());
    Arrays.fill(json.array(), (byte) 0);
    return whole;
  }

  private static SealingKey readKey(byte[] json) throws IOException {
    byte[][] parts = {new byte[0], new byte[0], new byte[0]};
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      Json.object(
          parser,
          (name, at) -> {
            switch (name) {
              case "encrypt" -> parts[0] = at.getBinaryValue();
              case "mac" ->
                  Json.object(
                      at, (part, v) -> parts[part.equals("k") ? 1 : 2] = v.getBinaryValue());
              default -> at.skipChildren();
            }
          });
      return SealingKey.of(parts[0], parts[1], parts[2]);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static final class Fields {
    private Instant created = Instant.EPOCH;
    private String username = "";
    private String hostname = "";
    private String kdf = "";
    private int n;
    private int r;
    private int p;
    private byte[] salt = new byte[0];
    private byte[] data = new byte[0];

    void read(String name, JsonParser at) throws IOException {
      switch (name) {
        case "created" -> created = Instant.parse(Json.text(at));
        case "username" -> username = Json.text(at);
        case "hostname" -> hostname = Json.text(at);
        case "kdf" -> kdf = Json.text(at);
        case "N" -> n = at.getIntValue();
        case "r" -> r = at.getIntValue();
        case "p" -> p = at.getIntValue();
        case "salt" -> salt = at.getBinaryValue();
        case "data" -> data = at.getBinaryValue();
        default -> at.skipChildren();
      }
    }

    KeyFile build() throws IOException {
      if (!kdf.equals("scrypt") || salt.length == 0 || data.length < SealingKey.OVERHEAD) {
        throw new IOException("no key derived by scrypt is in it");
      }
      return new KeyFile(created, username, hostname, new KdfStrength(n, r, p), salt, data);
    }
  }
}
