package dev.belay.snapshot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
      String head = new String(layer, l, Math.min(end - l, 24), ISO_8859_1);
      String[] fields = head.split("\t", 3);
      int copy = Integer.parseInt(fields[0]);
      out.write(base, b, copy);
      b += copy;
      char sign = fields[1].charAt(0);
      if (sign == '-' || sign == '=') {
        b = lineEnd(base, b);
      }
      if (sign == '~') {
        int next = lineEnd(base, b);
        String[] values = text(base, b, next - 1).split("\t", -1);
        String[] pairs = text(layer, l + fields[0].length() + 3, end - 1).split("\t", -1);
        for (int i = 0; i < pairs.length; i += 2) {
          values[Integer.parseInt(pairs[i])] = pairs[i + 1];
        }
        out.writeBytes((String.join("\t", values) + "\n").getBytes(ISO_8859_1));
        b = next;
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

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, ISO_8859_1);
  }

  private static int lineEnd(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }
}
