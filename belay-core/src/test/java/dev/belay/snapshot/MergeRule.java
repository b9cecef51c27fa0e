package dev.belay.snapshot;

import java.io.ByteArrayOutputStream;

/**
 * The merge rule of {@code docs/format.md}, written from that page and not from Belay's code: what
 * somebody would write who has only the two files.
 */
final class MergeRule {
  private MergeRule() {}

  static byte[] merge(byte[] base, byte[] layer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int b = 0;
    int l = 0;
    while (l < layer.length) {
      int end = lineEnd(layer, l);
      String head =
          new String(layer, l, Math.min(end - l, 24), java.nio.charset.StandardCharsets.ISO_8859_1);
      String[] fields = head.split("\t", 3);
      int copy = Integer.parseInt(fields[0]);
      out.write(base, b, copy);
      b += copy;
      char sign = fields[1].charAt(0);
      if (sign == '-' || sign == '=') {
        b = lineEnd(base, b);
      }
      if (sign == '+' || sign == '=') {
        int row = l + fields[0].length() + 3;
        out.write(layer, row, end - row);
      }
      l = end;
    }
    out.write(base, b, base.length - b);
    return out.toByteArray();
  }

  private static int lineEnd(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }
}
