package dev.belay.engine.sqlite;

import dev.belay.engine.sqlite.IndexShape.Collation;
import dev.belay.engine.sqlite.IndexShape.Part;
import java.sql.SQLException;
import java.util.Arrays;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/** One entry of an index, as a row of the query that reads it: its parts, then the rowid. */
final class IndexEntry {
  /** A comparison whose outcome in SQLite is not known for sure. */
  private static final int UNSURE = 2;

  /** Up to here every integer has a double of its own. */
  private static final long EXACT = 1L << 53;

  private final Part[] parts;
  private final boolean unique;
  private final int[] types;
  private final long[] integers;
  private final double[] reals;
  private final byte[][] bytes;
  private long rowid;
  private long hash;

  IndexEntry(IndexShape index) {
    this.parts = index.parts().toArray(Part[]::new);
    this.unique = index.unique();
    this.types = new int[parts.length];
    this.integers = new long[parts.length];
    this.reals = new double[parts.length];
    this.bytes = new byte[parts.length][];
  }

  long rowid() {
    return rowid;
  }

  /** The {@link EntryHash} of the entry. */
  long hash() {
    return hash;
  }

  /** Takes the statement's next row; false where there is none. */
  boolean step(DB db, long handle) throws SQLException {
    int code = db.step(handle);
    if (code == Codes.SQLITE_ROW) {
      read(db, handle);
      return true;
    }
    if (code != Codes.SQLITE_DONE) {
      db.throwex(code);
    }
    return false;
  }

  private void read(DB db, long handle) throws SQLException {
    long parted = EntryHash.START;
    for (int i = 0; i < parts.length; i++) {
      parted = EntryHash.then(parted, readPart(db, handle, i));
    }
    rowid = db.column_long(handle, parts.length);
    hash = EntryHash.then(parted, rowid);
  }

  private long readPart(DB db, long handle, int i) throws SQLException {
    types[i] = db.column_type(handle, i);
    switch (types[i]) {
      case Codes.SQLITE_INTEGER -> {
        integers[i] = db.column_long(handle, i);
        return EntryHash.integer(integers[i]);
      }
      case Codes.SQLITE_FLOAT -> {
        reals[i] = db.column_double(handle, i);
        return EntryHash.real(reals[i]);
      }
      case Codes.SQLITE_TEXT -> {
        bytes[i] = db.column_blob(handle, i);
        return EntryHash.text(bytes[i]);
      }
      case Codes.SQLITE_BLOB -> {
        bytes[i] = db.column_blob(handle, i);
        return EntryHash.blob(bytes[i]);
      }
      default -> {
        return EntryHash.NULL;
      }
    }
  }

  /**
   * Whether SQLite, looking for this entry, goes to the right of {@code before}; and, where the
   * index is unique, whether both may be in it. False also where that is not known.
   */
  boolean follows(IndexEntry before) {
    boolean hasNull = false;
    for (int i = 0; i < parts.length; i++) {
      int order = compare(before, i);
      if (order == UNSURE) {
        return false;
      }
      if (order != 0) {
        return parts[i].descending() == order < 0;
      }
      hasNull |= types[i] == Codes.SQLITE_NULL;
    }
    return rowid > before.rowid && (!unique || hasNull);
  }

  private int compare(IndexEntry before, int part) {
    int type = types[part];
    int other = before.types[part];
    if (type == Codes.SQLITE_INTEGER && other == Codes.SQLITE_INTEGER) {
      return Long.compare(integers[part], before.integers[part]);
    }
    int rank = rank(type);
    if (rank != rank(other)) {
      return Integer.compare(rank, rank(other));
    }
    return switch (type) {
      case Codes.SQLITE_TEXT ->
          compareText(parts[part].collation(), bytes[part], before.bytes[part]);
      case Codes.SQLITE_BLOB -> sign(Arrays.compareUnsigned(bytes[part], before.bytes[part]));
      case Codes.SQLITE_NULL -> 0;
      default -> compareNumbers(before, part);
    };
  }

  private static int rank(int type) {
    return switch (type) {
      case Codes.SQLITE_NULL -> 0;
      case Codes.SQLITE_INTEGER, Codes.SQLITE_FLOAT -> 1;
      case Codes.SQLITE_TEXT -> 2;
      default -> 3;
    };
  }

  private int compareNumbers(IndexEntry before, int part) {
    boolean sure = isExact(part) && before.isExact(part);
    double a = number(part);
    double b = before.number(part);
    return !sure ? UNSURE : a < b ? -1 : a > b ? 1 : 0;
  }

  private boolean isExact(int part) {
    return types[part] == Codes.SQLITE_FLOAT
        || (integers[part] <= EXACT && integers[part] >= -EXACT);
  }

  private double number(int part) {
    return types[part] == Codes.SQLITE_FLOAT ? reals[part] : integers[part];
  }

  private static int compareText(Collation collation, byte[] a, byte[] b) {
    return switch (collation) {
      case BINARY -> sign(Arrays.compareUnsigned(a, b));
      case NOCASE -> compareNoCase(a, b);
      case RTRIM -> sign(Arrays.compareUnsigned(a, 0, trimmed(a), b, 0, trimmed(b)));
    };
  }

  private static int sign(int order) {
    return Integer.signum(order);
  }

  private static int trimmed(byte[] text) {
    int end = text.length;
    while (end > 0 && text[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  /** ASCII letters alone are alike. SQLite compares no further than a NUL. */
  private static int compareNoCase(byte[] a, byte[] b) {
    int end = Math.min(a.length, b.length);
    for (int i = 0; i < end; i++) {
      int x = lower(a[i]);
      int y = lower(b[i]);
      if (x == 0 || y == 0) {
        return UNSURE;
      }
      if (x != y) {
        return x < y ? -1 : 1;
      }
    }
    return Integer.compare(a.length, b.length);
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b & 0xff;
  }
}
