package dev.belay.engine.sqlite;

import dev.belay.rows.RowHash;
import java.sql.SQLException;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * Hashes of what an index holds of a row. Two entries have the same hash when they agree in class
 * and bits of each value and in the rowid; else, but for an accident of one in 2^64, they have not.
 */
final class EntryHash {
  static final long START = 0x9E3779B97F4A7C15L;
  static final long NULL = mix(5);

  private EntryHash() {}

  static long integer(long value) {
    return mix(value) + 1;
  }

  static long real(double value) {
    return mix(Double.doubleToRawLongBits(value)) + 2;
  }

  static long text(byte[] bytes, int from, int to) {
    return mix(RowHash.hash(bytes, from, to, 3));
  }

  static long blob(byte[] bytes, int from, int to) {
    return mix(RowHash.hash(bytes, from, to, 4));
  }

  private static long text(byte[] value) {
    return text(value, 0, value.length);
  }

  private static long blob(byte[] value) {
    return blob(value, 0, value.length);
  }

  /** The hash of the value in one column of a statement's current row. */
  static long of(DB db, long handle, int column) throws SQLException {
    return switch (db.column_type(handle, column)) {
      case Codes.SQLITE_INTEGER -> integer(db.column_long(handle, column));
      case Codes.SQLITE_FLOAT -> real(db.column_double(handle, column));
      case Codes.SQLITE_TEXT -> text(db.column_blob(handle, column));
      case Codes.SQLITE_BLOB -> blob(db.column_blob(handle, column));
      default -> NULL;
    };
  }

  /** The hash of what came before, and of this value. */
  static long then(long before, long value) {
    return mix(before * 31 + value);
  }

  /** The finalizer of SplitMix64: a permutation that spreads each bit over all. */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
