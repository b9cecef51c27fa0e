package dev.belay.engine.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.sqlite.Collation;

/** How a database keeps text. */
enum Encoding {
  UTF_8(StandardCharsets.UTF_8),
  UTF_16LE(StandardCharsets.UTF_16LE),
  UTF_16BE(StandardCharsets.UTF_16BE);

  /**
   * The name of the collation that {@link #install} adds where SQLite has none for the order of
   * UTF-8 bytes.
   */
  private static final String CODE_POINTS = "belay_code_points";

  private final Charset charset;

  Encoding(Charset charset) {
    this.charset = charset;
  }

  static Encoding of(Session session) throws SQLException {
    return named(session.text("PRAGMA main.encoding"));
  }

  /** The encoding that SQLite calls so; UTF-8 for anything else. */
  static Encoding named(String name) {
    return switch (name) {
      case "UTF-16le" -> UTF_16LE;
      case "UTF-16be" -> UTF_16BE;
      default -> UTF_8;
    };
  }

  String sqlName() {
    return switch (this) {
      case UTF_8 -> "UTF-8";
      case UTF_16LE -> "UTF-16le";
      case UTF_16BE -> "UTF-16be";
    };
  }

  /** The text as UTF-8. In a UTF-8 database the bytes as they are, valid or not. */
  byte[] utf8(byte[] stored) throws CharacterCodingException {
    if (this == UTF_8) {
      return stored;
    }
    return charset
        .newDecoder()
        .decode(ByteBuffer.wrap(stored))
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The collation whose order is that of the UTF-8 bytes. */
  String collation() {
    return this == UTF_8 ? "BINARY" : CODE_POINTS;
  }

  /** Makes {@link #collation} known to a session. */
  void install(Session session) throws SQLException {
    if (this != UTF_8) {
      Collation.create(session.connection(), CODE_POINTS, new CodePoints());
    }
  }

  private static final class CodePoints extends Collation {
    @Override
    protected int xCompare(String a, String b) {
      int end = Math.min(a.length(), b.length());
      for (int i = 0; i < end; i++) {
        if (a.charAt(i) != b.charAt(i)) {
          // A surrogate belongs to a code point above all others.
          boolean aHigh = Character.isSurrogate(a.charAt(i));
          boolean bHigh = Character.isSurrogate(b.charAt(i));
          return aHigh == bHigh ? a.charAt(i) - b.charAt(i) : aHigh ? 1 : -1;
        }
      }
      return a.length() - b.length();
    }
  }
}
