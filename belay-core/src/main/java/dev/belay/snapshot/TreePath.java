package dev.belay.snapshot;

import dev.belay.model.TableName;
import java.nio.charset.StandardCharsets;

/** Names of things in a snapshot's tree. */
final class TreePath {
  private TreePath() {}

  /**
   * A table's directory: schema and name with a dot between. Bytes that a file's name can't hold
   * everywhere, the dot, the percent sign and control characters stand as {@code %XX}, so that two
   * tables never share a directory.
   */
  static String directory(TableName table) {
    return encode(table.schema()) + "." + encode(table.name());
  }

  private static String encode(String name) {
    StringBuilder out = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      boolean plain = c > ' ' && c < 0x7f && "/\\%.:*?\"<>|".indexOf(c) < 0;
      if (plain) {
        out.append((char) c);
      } else {
        out.append('%').append("%02X".formatted(c));
      }
    }
    return out.toString();
  }
}
