package dev.belay.engine.sqlite;

import dev.belay.engine.sqlite.IndexShape.Part;
import dev.belay.engine.sqlite.pages.RecordValues;
import java.sql.SQLException;
import java.util.Arrays;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/** One entry of an index: its parts, then the rowid. For one thread. */
final class IndexEntry {
  /** A comparison whose outcome in SQLite is not known for sure. */
  private static final int UNSURE = 2;

  /** Up to here every integer has a double of its own. */
  private static final long EXACT = 1L << 53;

  private static final byte[] NOTHING = {};

  private final Part[] parts;
  private final boolean unique;
  private final int[] types;
  private final long[] integers;
  private final double[] reals;
  private final byte[][] bytes;
  private final int[] lengths;
  private long rowid;
  private long hash;

  IndexEntry(IndexShape index) {
    this.parts = index.parts().toArray(Part[]::new);
    this.unique = index.unique();
    this.types = new int[parts.length];
    this.integers = new long[parts.length];
    this.reals = new double[parts.length];
    this.bytes = new byte[parts.length][];
    this.lengths = new int[parts.length];
    Arrays.fill(bytes, NOTHING);
  }

  long rowid() {
    return rowid;
  }

  /** The {@link EntryHash} of the entry. */
  long hash() {
    return hash;
  }

  /** Takes an entry as its page has it; true. */
  boolean take(RecordValues entry) {
    long parted = EntryHash.START;
    for (int i = 0; i < parts.length; i++) {
      parted = EntryHash.then(parted, takePart(entry, i));
    }
    rowid = entry.integer(parts.length);
    hash = EntryHash.then(parted, rowid);
    return true;
  }

  private long takePart(RecordValues entry, int i) {
    switch (entry.kind(i)) {
      case NULL -> {
        types[i] = Codes.SQLITE_NULL;
        return EntryHash.NULL;
      }
      case INTEGER -> {
        return parts[i].real() ? real(i, (double) entry.integer(i)) : integer(i, entry.integer(i));
      }
      case REAL -> {
        return real(i, entry.real(i));
      }
      case TEXT -> {
        types[i] = Codes.SQLITE_TEXT;
        copy(i, entry);
        return EntryHash.text(bytes[i], 0, lengths[i]);
      }
      case BLOB -> {
        types[i] = Codes.SQLITE_BLOB;
        copy(i, entry);
        return EntryHash.blob(bytes[i], 0, lengths[i]);
      }
    }
    throw new IllegalStateException("a value is of no kind");
  }

  private void copy(int i, RecordValues entry) {
    int length = entry.length(i);
    if (bytes[i].length < length) {
      bytes[i] = new byte[Math.max(length, 32)];
    }
    System.arraycopy(entry.bytes(), entry.from(i), bytes[i], 0, length);
    lengths[i] = length;
  }

  private long integer(int i, long value) {
    types[i] = Codes.SQLITE_INTEGER;
    integers[i] = value;
    return EntryHash.integer(value);
  }

  private long real(int i, double value) {
    types[i] = Codes.SQLITE_FLOAT;
    reals[i] = value;
    return EntryHash.real(value);
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
        return integer(i, db.column_long(handle, i));
      }
      case Codes.SQLITE_FLOAT -> {
        return real(i, db.column_double(handle, i));
      }
      case Codes.SQLITE_TEXT -> {
        hold(i, db.column_blob(handle, i));
        return EntryHash.text(bytes[i], 0, lengths[i]);
      }
      case Codes.SQLITE_BLOB -> {
        hold(i, db.column_blob(handle, i));
        return EntryHash.blob(bytes[i], 0, lengths[i]);
      }
      default -> {
        return EntryHash.NULL;
      }
    }
  }

  private void hold(int i, byte[] value) {
    bytes[i] = value;
    lengths[i] = value.length;
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
      case Codes.SQLITE_TEXT -> compareText(before, part);
      case Codes.SQLITE_BLOB -> compareBytes(before, part, lengths[part], before.lengths[part]);
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

  private int compareText(IndexEntry before, int part) {
    return switch (parts[part].collation()) {
      case BINARY -> compareBytes(before, part, lengths[part], before.lengths[part]);
      case RTRIM -> compareBytes(before, part, trimmed(part), before.trimmed(part));
      case NOCASE -> compareNoCase(before, part);
    };
  }

  private int compareBytes(IndexEntry before, int part, int length, int other) {
    return Integer.signum(
        Arrays.compareUnsigned(bytes[part], 0, length, before.bytes[part], 0, other));
  }

  private int trimmed(int part) {
    int end = lengths[part];
    while (end > 0 && bytes[part][end - 1] == ' ') {
      end--;
    }
    return end;
  }

  /** ASCII letters alone are alike. SQLite compares no further than a NUL. */
  private int compareNoCase(IndexEntry before, int part) {
    byte[] a = bytes[part];
    byte[] b = before.bytes[part];
    int end = Math.min(lengths[part], before.lengths[part]);
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
    return Integer.compare(lengths[part], before.lengths[part]);
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b & 0xff;
  }
}
