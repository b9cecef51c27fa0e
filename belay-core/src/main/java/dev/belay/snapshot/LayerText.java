package dev.belay.snapshot;

/**
 * The signs of a layer's lines. A line is how many bytes of the base to copy first, a sign, and a
 * row, parted by tabs; see {@code docs/format.md}.
 */
final class LayerText {
  /** Nothing more: only copy. Without a row. */
  static final byte COPY = '.';

  /** The row comes in here. */
  static final byte INSERT = '+';

  /** The base's next row is left out; the row here has the fields that identify it. */
  static final byte DELETE = '-';

  /** The base's next row is left out, and this version of it comes in. */
  static final byte UPDATE = '=';

  /**
   * The base's next row comes in with other values in some columns: here stand their numbers, from
   * 0, each before its new value.
   */
  static final byte CHANGE = '~';

  private LayerText() {}
}
