package dev.belay.snapshot;

/**
 * How large a layer may get before new base is the better choice.
 *
 * <p>A layer holds everything that changed since its base, so it grows from snapshot to snapshot,
 * and all of it is stored again each time. With changes of a share {@code d} of the rows between
 * two snapshots, {@code n} layers over one base cost {@code d·n²/2}, and the base 1: least is
 * stored per snapshot where the two are equal. So new base is due when the layers over the old one
 * have cost as much as it would, whatever {@code d} is; and that never costs more than twice what
 * knowing the future would.
 *
 * <p>Costs are in bytes of rows. A layer costs its bytes; or, where those are too many but compress
 * better than rows do (one column set to the same value everywhere), as many bytes of rows as take
 * the place that it takes. A reader fetches base and layer: never more than twice the rows, and
 * mostly far less.
 */
final class LayerLimit {
  /** What a layer costs beside its bytes: blobs, their places in lists, a read more. */
  private static final int BESIDE = 4 << 10;

  private LayerLimit() {}

  /**
   * How many bytes a layer for these live rows may have.
   *
   * @param live the size of the live rows
   * @param base the size of the base
   */
  static long bytes(long live, long base) {
    return 2 * live - base - BESIDE;
  }

  /**
   * How much a layer for these live rows may cost.
   *
   * @param live the size of the live rows
   * @param spent what layers over the same base cost so far
   * @param spread 0 to 255, different from base to base: segments that change alike should not all
   *     be due at once
   */
  static long cost(long live, long spent, int spread) {
    long due = live * (192 + spread / 2) / 256 - spent;
    return Math.min(due, live / 3) - BESIDE;
  }
}
