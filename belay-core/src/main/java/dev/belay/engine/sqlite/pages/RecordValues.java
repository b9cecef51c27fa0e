package dev.belay.engine.sqlite.pages;

/**
 * The values of a row or of an index entry, in the record format. What is asked of a value must fit
 * its kind. For one thread.
 */
public final class RecordValues {
  /** What a value is. */
  public enum Kind {
    NULL,
    INTEGER,
    REAL,
    TEXT,
    BLOB
  }

  private final long[] types;
  private final int[] places;
  private byte[] bytes = new byte[0];
  private int count;

  /**
   * @param most how many values are looked at
   */
  RecordValues(int most) {
    this.types = new long[most];
    this.places = new int[most];
  }

  void read(Payload payload, long page) throws DamagedPages {
    bytes = payload.bytes();
    count = 0;
    int at = payload.from();
    int end = at + payload.length();
    long header = payload.length() == 0 ? 0 : Bytes.varint(bytes, at);
    if (header < 1 || header > payload.length()) {
      throw DamagedPages.at(page, "a record's header is too long");
    }
    int headerEnd = at + (int) header;
    at += Bytes.varintSize(bytes, at);
    long place = headerEnd;
    while (at < headerEnd && count < types.length) {
      long type = Bytes.varint(bytes, at);
      at += Bytes.varintSize(bytes, at);
      types[count] = type;
      places[count] = (int) place;
      place += size(type, page);
      if (at > headerEnd || place > end) {
        throw DamagedPages.at(page, "a record reaches beyond its end");
      }
      count++;
    }
  }

  private static long size(long type, long page) throws DamagedPages {
    if (type >= 12) {
      return (type - 12) / 2;
    }
    return switch ((int) Math.max(type, -1)) {
      case 0, 8, 9 -> 0;
      case 1, 2, 3, 4 -> type;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> throw DamagedPages.at(page, "a value is of an unknown kind");
    };
  }

  /** How many values there are; no more than were asked for. */
  public int count() {
    return count;
  }

  public Kind kind(int value) {
    long type = types[value];
    if (type >= 12) {
      return (type & 1) == 0 ? Kind.BLOB : Kind.TEXT;
    }
    if (type == 7) {
      // SQLite takes a NaN for NULL.
      return Double.isNaN(real(value)) ? Kind.NULL : Kind.REAL;
    }
    return type == 0 ? Kind.NULL : Kind.INTEGER;
  }

  public long integer(int value) {
    long type = types[value];
    if (type >= 8) {
      return type - 8;
    }
    int size = type <= 4 ? (int) type : type == 5 ? 6 : 8;
    return Bytes.signed(bytes, places[value], size);
  }

  public double real(int value) {
    return Double.longBitsToDouble(Bytes.i64(bytes, places[value]));
  }

  /** Holds texts and blobs, from {@link #from} on. */
  public byte[] bytes() {
    return bytes;
  }

  public int from(int value) {
    return places[value];
  }

  public int length(int value) {
    return (int) ((types[value] - 12) / 2);
  }
}
