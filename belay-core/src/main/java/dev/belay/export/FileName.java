package dev.belay.export;

import dev.belay.model.TableName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of tables as names of files. */
final class FileName {
  private static final Pattern ESCAPED = Pattern.compile("%([0-9A-F]{2})");

  private FileName() {}

  /**
   * The table's name, with its schema where that is not the usual one. Bytes that a file's name
   * can't hold everywhere stand as {@code %XX}, so that two tables never share a file.
   */
  static String of(TableName table) {
    return of(table.toString());
  }

  private static String of(String table) {
    StringBuilder out = new StringBuilder();
    for (byte b : table.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      boolean plain = c > ' ' && c != 0x7f && "/\\%:*?\"<>|".indexOf(c) < 0;
      if (plain && c < 0x80) {
        out.append((char) c);
      } else {
        out.append('%').append("%02X".formatted(c));
      }
    }
    return out.charAt(0) == '.' ? "%2E" + out.substring(1) : out.toString();
  }

  /**
   * The table that a file is named after; the very name, where it is none that {@link #of} makes.
   */
  static String table(String file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher escaped = ESCAPED.matcher(file);
    int at = 0;
    while (escaped.find()) {
      bytes.writeBytes(file.substring(at, escaped.start()).getBytes(StandardCharsets.UTF_8));
      bytes.write(Integer.parseInt(escaped.group(1), 16));
      at = escaped.end();
    }
    bytes.writeBytes(file.substring(at).getBytes(StandardCharsets.UTF_8));
    String table = bytes.toString(StandardCharsets.UTF_8);
    return !table.isEmpty() && of(table).equals(file) ? table : file;
  }
}
