package dev.belay.export;

import dev.belay.model.TableName;
import java.nio.charset.StandardCharsets;

/** Names of tables as names of files. */
final class FileName {
  private FileName() {}

  /**
   * The table's name, with its schema where that is not the usual one. Bytes that a file's name
   * can't hold everywhere stand as {@code %XX}, so that two tables never share a file.
   */
  static String of(TableName table) {
    StringBuilder out = new StringBuilder();
    for (byte b : table.toString().getBytes(StandardCharsets.UTF_8)) {
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
}
