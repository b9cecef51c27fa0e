package dev.belay.snapshot;

import dev.belay.rows.CopyText;
import java.io.IOException;

/**
 * Merges a segment's base with its layer. No row is compared: the layer says where each line goes.
 */
final class LayerReader {
  private final byte[] base;
  private final byte[] layer;
  private final byte[] rows;
  private int baseAt;
  private int layerAt;
  private int length;

  private LayerReader(byte[] base, byte[] layer, int length) {
    this.base = base;
    this.layer = layer;
    this.rows = new byte[length];
  }

  /**
   * The rows of {@code base} under {@code layer}.
   *
   * @param length how many bytes there have to be
   * @throws IOException where the two do not fit
   */
  static byte[] merge(byte[] base, byte[] layer, long length) throws IOException {
    // Whatever a forged file says: each byte comes from one of the two, once.
    if (length < 0 || length > (long) base.length + layer.length) {
      throw new IOException(
          "base and layer of %d and %d bytes can't give %d"
              .formatted(base.length, layer.length, length));
    }
    try {
      return new LayerReader(base, layer, (int) length).merged();
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("the layer goes beyond the base", e);
    }
  }

  private byte[] merged() throws IOException {
    while (layerAt < layer.length) {
      line();
    }
    if (baseAt != base.length || length != rows.length) {
      throw new IOException(
          "base and layer give %d bytes and leave %d of the base; %d bytes were stored"
              .formatted(length, base.length - baseAt, rows.length));
    }
    return rows;
  }

  private void line() throws IOException {
    copy(number());
    byte sign = layer[layerAt++];
    byte behind = layer[layerAt++];
    int row = layerAt;
    if (sign == LayerText.COPY && behind == '\n') {
      return;
    }
    if (behind != '\t') {
      throw unreadable();
    }
    layerAt = CopyText.lineEnd(layer, row);
    switch (sign) {
      case LayerText.INSERT -> add(layer, row, layerAt);
      case LayerText.DELETE -> baseAt = CopyText.lineEnd(base, baseAt);
      case LayerText.UPDATE -> {
        baseAt = CopyText.lineEnd(base, baseAt);
        add(layer, row, layerAt);
      }
      case LayerText.CHANGE -> change(row, layerAt);
      default -> throw unreadable();
    }
  }

  /** Puts the values in {@code layer[from..to)} into the base's next row. */
  private void change(int from, int to) throws IOException {
    int end = CopyText.lineEnd(base, baseAt);
    int column = 0;
    for (int at = from; at < to; ) {
      int valueAt = CopyText.fieldEnd(layer, at) + 1;
      int wanted = column(at, valueAt - 1);
      for (; column < wanted; column++) {
        copy(CopyText.fieldEnd(base, baseAt) + 1 - baseAt);
      }
      if (baseAt >= end || valueAt >= to) {
        throw unreadable();
      }
      int valueEnd = CopyText.fieldEnd(layer, valueAt);
      add(layer, valueAt, valueEnd);
      baseAt = CopyText.fieldEnd(base, baseAt);
      copy(1);
      column++;
      at = valueEnd + 1;
    }
    copy(end - baseAt);
  }

  private int column(int from, int to) throws IOException {
    int number = 0;
    for (int at = from; at < to; at++) {
      number = 10 * number + layer[at] - '0';
      if (number < 0 || number > 1 << 16) {
        throw unreadable();
      }
    }
    return number;
  }

  private int number() throws IOException {
    int start = layerAt;
    long number = 0;
    while (layer[layerAt] >= '0' && layer[layerAt] <= '9') {
      number = 10 * number + layer[layerAt++] - '0';
      if (number > base.length) {
        throw unreadable();
      }
    }
    if (layerAt == start || layer[layerAt++] != '\t') {
      throw unreadable();
    }
    return (int) number;
  }

  private void copy(int bytes) {
    add(base, baseAt, baseAt + bytes);
    baseAt += bytes;
  }

  private void add(byte[] from, int start, int end) {
    System.arraycopy(from, start, rows, length, end - start);
    length += end - start;
  }

  private static IOException unreadable() {
    return new IOException("a line of the layer can't be read");
  }
}
