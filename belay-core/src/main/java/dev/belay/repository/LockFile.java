package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A lock file as restic writes it, with one more object that restic passes over.
 *
 * @param belay what Belay's own locks add; empty for restic's
 */
record LockFile(
    Instant time,
    boolean exclusive,
    String hostname,
    String username,
    long pid,
    Optional<Session> belay) {
  /**
   * Whose lock of Belay's it is.
   *
   * @param id stays the same when the lock is renewed, which gives it another name
   * @param mode what is being done
   */
  record Session(String id, LockMode mode) {}

  /** Whoever holds a lock renews it far more often than this. */
  static final Duration STALE = Duration.ofMinutes(30);

  /** Whether its holder is surely gone. */
  boolean isStale(RepositoryEnvironment here) {
    if (time.plus(STALE).isBefore(here.clock().instant())) {
      return true;
    }
    return hostname.equals(here.hostname()) && pid != here.pid() && ProcessHandle.of(pid).isEmpty();
  }

  /** Whether somebody who wants this mode has to wait for the holder. */
  boolean excludes(LockMode wanted) {
    if (wanted == LockMode.EXCLUSIVE) {
      return true;
    }
    if (wanted == LockMode.PRUNING) {
      return belay.isEmpty() || belay.get().mode().exclusiveForRestic();
    }
    return exclusive && belay.map(session -> session.mode() != LockMode.PRUNING).orElse(true);
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
      if (belay.isPresent()) {
        to.writeObjectFieldStart("belay");
        to.writeStringField("session", belay.get().id());
        to.writeStringField("mode", belay.get().mode().name());
        to.writeEndObject();
      }
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  static LockFile read(JsonParser parser) throws IOException {
    Fields fields = new Fields();
    try {
      parser.nextToken();
      Json.object(parser, fields::read);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new LockFile(
        fields.time,
        fields.exclusive,
        fields.hostname,
        fields.username,
        fields.pid,
        fields.session.isEmpty()
            ? Optional.empty()
            : Optional.of(new Session(fields.session, fields.mode)));
  }

  private static final class Fields {
    private Instant time = Instant.EPOCH;
    private boolean exclusive;
    private String hostname = "";
    private String username = "";
    private long pid;
    private String session = "";
    private LockMode mode = LockMode.EXCLUSIVE;

    void read(String name, JsonParser at) throws IOException {
      switch (name) {
        case "time" -> time = Instant.parse(Json.text(at));
        case "exclusive" -> exclusive = at.getBooleanValue();
        case "hostname" -> hostname = Json.text(at);
        case "username" -> username = Json.text(at);
        case "pid" -> pid = at.getLongValue();
        case "belay" -> Json.object(at, this::belay);
        default -> at.skipChildren();
      }
    }

    private void belay(String name, JsonParser at) throws IOException {
      switch (name) {
        case "session" -> session = Json.text(at);
        case "mode" -> mode = LockMode.valueOf(Json.text(at));
        default -> at.skipChildren();
      }
    }
  }
}
