package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** A lock file as restic writes it. */
record LockFile(Instant time, boolean exclusive, String hostname, String username, long pid) {
  /** Whoever holds a lock renews it far more often than this. */
  static final Duration STALE = Duration.ofMinutes(30);

  /** Whether its holder is surely gone. */
  boolean isStale(RepositoryEnvironment here) {
    if (time.plus(STALE).isBefore(here.clock().instant())) {
      return true;
    }
    return hostname.equals(here.hostname()) && pid != here.pid() && ProcessHandle.of(pid).isEmpty();
  }

  byte[] toJson() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
      to.writeStartObject();
      to.writeStringField("time", time.toString());
      to.writeBooleanField("exclusive", exclusive);
      to.writeStringField("hostname", hostname);
      to.writeStringField("username", username);
      to.writeNumberField("pid", pid);
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  static LockFile read(JsonParser parser) throws IOException {
    Fields fields = new Fields();
    try {
      parser.nextToken();
      Json.object(parser, fields::read);
    } catch (DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new LockFile(
        fields.time, fields.exclusive, fields.hostname, fields.username, fields.pid);
  }

  private static final class Fields {
    private Instant time = Instant.EPOCH;
    private boolean exclusive;
    private String hostname = "";
    private String username = "";
    private long pid;

    void read(String name, JsonParser at) throws IOException {
      switch (name) {
        case "time" -> time = Instant.parse(Json.text(at));
        case "exclusive" -> exclusive = at.getBooleanValue();
        case "hostname" -> hostname = Json.text(at);
        case "username" -> username = Json.text(at);
        case "pid" -> pid = at.getLongValue();
        default -> at.skipChildren();
      }
    }
  }
}
