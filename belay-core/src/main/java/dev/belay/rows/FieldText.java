package dev.belay.rows;

import dev.belay.model.Form;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A field as people read it. Not for carrying values: bytes that are no text are shown as
 * hexadecimal digits.
 */
public final class FieldText {
  private FieldText() {}

  /** The field {@code line[from..to)}; empty for NULL. */
  public static Optional<String> of(Form form, byte[] line, int from, int to) {
    if (CopyText.isNull(line, from, to)) {
      return Optional.empty();
    }
    if (!form.name().startsWith("SQLITE")) {
      return Optional.of(text(CopyText.unescape(line, from, to)));
    }
    SqliteValue.Kind kind = SqliteValue.kind(form, line, from, to);
    int start = SqliteValue.valueStart(line, from, to);
    byte[] value = CopyText.unescape(line, start, to);
    boolean tagged = start > from;
    return Optional.of(
        switch (kind) {
          case BLOB -> "x'" + HexFormat.of().formatHex(value) + "'";
          // Text where a number is usual: without quotes it would look like one.
          case TEXT -> tagged ? "'" + text(value) + "'" : text(value);
          default -> tagged ? text(value) + " (a number)" : text(value);
        });
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "x'" + HexFormat.of().formatHex(bytes) + "'";
    }
  }
}
