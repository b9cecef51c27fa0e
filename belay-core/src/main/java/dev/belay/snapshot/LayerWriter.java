package dev.belay.snapshot;

import dev.belay.rows.CopyText;
import dev.belay.rows.RowLayout;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes the layer that makes some stored rows the rows that there are now. Both sides lie in
 * memory; what they have in common is passed over without looking at rows.
 *
 * <p>The layer is right whatever the rows are: their order only decides how short it gets. For one
 * thread.
 */
final class LayerWriter {
  private final RowLayout layout;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private byte[] base = {};
  private byte[] live = {};
  private int baseEnd;
  private int liveEnd;
  private int at;
  private int liveAt;
  private int copied;

  LayerWriter(RowLayout layout) {
    this.layout = layout;
  }

  /** The layer that only copies a base of so many bytes. */
  static byte[] copyOf(long bytes) {
    return (bytes + "\t" + (char) LayerText.COPY + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The layer that turns the rows {@code base[0..baseLength)} into {@code live[0..liveLength)};
   * empty where it would have more than {@code most} bytes.
   */
  Optional<byte[]> write(byte[] base, int baseLength, byte[] live, int liveLength, long most) {
    this.base = base;
    this.live = live;
    baseEnd = baseLength;
    liveEnd = liveLength;
    at = 0;
    liveAt = 0;
    copied = 0;
    out.reset();
    skipCommon();
    while ((at < baseEnd || liveAt < liveEnd) && out.size() <= most) {
      step();
      skipCommon();
    }
    out.writeBytes(copyOf(baseEnd - copied));
    this.base = new byte[0];
    this.live = new byte[0];
    return out.size() <= most ? Optional.of(out.toByteArray()) : Optional.empty();
  }

  /** Passes over the whole rows that both sides begin with. */
  private void skipCommon() {
    int same = Arrays.mismatch(base, at, baseEnd, live, liveAt, liveEnd);
    if (same < 0) {
      same = baseEnd - at;
    }
    int common = CopyText.lineStart(base, at, at + same) - at;
    at += common;
    liveAt += common;
  }

  private void step() {
    int next = at < baseEnd ? CopyText.lineEnd(base, at) : at;
    int liveNext = liveAt < liveEnd ? CopyText.lineEnd(live, liveAt) : liveAt;
    int order = order(next, liveNext);
    if (order < 0) {
      begin(LayerText.DELETE);
      layout.writeIdentity(base, at, next, out);
    } else if (order == 0 && changedValues() < liveNext - liveAt) {
      begin(LayerText.CHANGE);
      out.writeBytes(values.toByteArray());
      liveAt = liveNext;
    } else {
      begin(order == 0 ? LayerText.UPDATE : LayerText.INSERT);
      out.write(live, liveAt, liveNext - liveAt);
      liveAt = liveNext;
    }
    if (order <= 0) {
      at = next;
      copied = next;
    }
  }

  /** Collects the columns that differ; returns how many bytes that takes. */
  private int changedValues() {
    values.reset();
    int was = at;
    int is = liveAt;
    for (int column = 0; column < layout.columns(); column++) {
      int wasEnd = CopyText.fieldEnd(base, was);
      int isEnd = CopyText.fieldEnd(live, is);
      if (!Arrays.equals(base, was, wasEnd, live, is, isEnd)) {
        values.writeBytes(Integer.toString(column).getBytes(StandardCharsets.US_ASCII));
        values.write('\t');
        values.write(live, is, isEnd - is);
        values.write('\t');
      }
      was = wasEnd + 1;
      is = isEnd + 1;
    }
    return endLine();
  }

  private int endLine() {
    byte[] line = values.toByteArray();
    line[line.length - 1] = '\n';
    values.reset();
    values.writeBytes(line);
    return line.length;
  }

  private int order(int next, int liveNext) {
    if (next == at) {
      return 1;
    }
    return liveNext == liveAt
        ? -1
        : Integer.signum(layout.compare(base, at, next, live, liveAt, liveNext));
  }

  private void begin(byte sign) {
    out.writeBytes(Integer.toString(at - copied).getBytes(StandardCharsets.US_ASCII));
    out.write('\t');
    out.write(sign);
    out.write('\t');
    copied = at;
  }
}
