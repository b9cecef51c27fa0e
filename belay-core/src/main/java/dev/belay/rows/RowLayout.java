package dev.belay.rows;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a table's identity lies in its stored rows, and so their order.
 *
 * <p>Rows are ordered by their key columns, each in the order of its {@link Form}, NULL first. A
 * row without a key, or with NULL in it, is identified by its whole content: it is further ordered
 * by all its columns; where those compare as equal by what kind of number SQLite's values are,
 * column by column ({@link SqliteValue#compareKinds}); and then by the bytes of the line.
 * Immutable, for any thread.
 */
public final class RowLayout {
  private final Form[] forms;
  private final int[] key;
  private final boolean keyNullable;
  private final int lastKey;

  /** Whether the key is the first columns, in their order. */
  private final boolean leading;

  private RowLayout(Form[] forms, int[] key, boolean keyNullable) {
    this.forms = forms;
    this.key = key;
    this.keyNullable = keyNullable;
    this.lastKey = Arrays.stream(key).max().orElse(-1);
    this.leading = Arrays.equals(key, IntStream.range(0, key.length).toArray());
  }

  /** The layout of the rows that {@link Dataset#rows} gives for this table. */
  public static RowLayout of(Table table) {
    List<Column> stored = table.stored();
    List<String> names = stored.stream().map(Column::name).toList();
    return new RowLayout(
        stored.stream().map(Column::form).toArray(Form[]::new),
        table.key().stream().mapToInt(names::indexOf).toArray(),
        table.keyNullable());
  }

  /** Lines that are ordered by their first fields alone, whatever follows these. */
  public static RowLayout leading(List<Form> first) {
    return new RowLayout(
        first.toArray(Form[]::new), IntStream.range(0, first.size()).toArray(), false);
  }

  /** How many fields a row has. */
  public int columns() {
    return forms.length;
  }

  /** Whether rows have a key, so that two of them may be versions of one. */
  public boolean keyed() {
    return key.length > 0;
  }

  /**
   * Compares two rows by identity. Zero means that they are the same row, perhaps in two versions;
   * without a key that they are equal.
   */
  public int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    if (key.length == 0) {
      return compareWhole(a, aFrom, aTo, b, bFrom, bTo);
    }
    if (leading) {
      return compareLeading(a, aFrom, aTo, b, bFrom, bTo);
    }
    return compareKeys(a, aFrom, aTo, b, bFrom, bTo);
  }

  /** The usual case, a key at the front, needs no list of bounds. */
  private int compareLeading(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    boolean hasNull = false;
    int aAt = aFrom;
    int bAt = bFrom;
    for (int column = 0; column <= lastKey; column++) {
      int aEnd = CopyText.fieldEnd(a, aAt);
      int bEnd = CopyText.fieldEnd(b, bAt);
      int order = compareField(forms[column], a, aAt, aEnd, b, bAt, bEnd);
      if (order != 0) {
        return order;
      }
      hasNull |= CopyText.isNull(a, aAt, aEnd);
      aAt = aEnd + 1;
      bAt = bEnd + 1;
    }
    return hasNull && keyNullable ? compareWhole(a, aFrom, aTo, b, bFrom, bTo) : 0;
  }

  private int compareKeys(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int[] aBounds = bounds(a, aFrom, lastKey + 1);
    int[] bBounds = bounds(b, bFrom, lastKey + 1);
    boolean hasNull = false;
    for (int column : key) {
      int order = compareColumn(column, a, aBounds, b, bBounds);
      if (order != 0) {
        return order;
      }
      hasNull |= CopyText.isNull(a, aBounds[column], aBounds[column + 1] - 1);
    }
    return hasNull && keyNullable ? compareWhole(a, aFrom, aTo, b, bFrom, bTo) : 0;
  }

  private int compareWhole(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int[] aBounds = bounds(a, aFrom, forms.length);
    int[] bBounds = bounds(b, bFrom, forms.length);
    for (int column = 0; column < forms.length; column++) {
      int order = compareColumn(column, a, aBounds, b, bBounds);
      if (order != 0) {
        return order;
      }
    }
    for (int column = 0; column < forms.length; column++) {
      int order = compareKinds(column, a, aBounds, b, bBounds);
      if (order != 0) {
        return order;
      }
    }
    return Arrays.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
  }

  private int compareColumn(int column, byte[] a, int[] aBounds, byte[] b, int[] bBounds) {
    return compareField(
        forms[column],
        a,
        aBounds[column],
        aBounds[column + 1] - 1,
        b,
        bBounds[column],
        bBounds[column + 1] - 1);
  }

  private int compareKinds(int column, byte[] a, int[] aBounds, byte[] b, int[] bBounds) {
    return switch (forms[column]) {
      case INTEGER, DECIMAL, BYTES -> 0;
      case SQLITE_TEXT, SQLITE_BLOB, SQLITE_NUMBER ->
          SqliteValue.compareKinds(
              forms[column],
              a,
              aBounds[column],
              aBounds[column + 1] - 1,
              b,
              bBounds[column],
              bBounds[column + 1] - 1);
    };
  }

  private static int compareField(
      Form form, byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    boolean aNull = CopyText.isNull(a, aFrom, aTo);
    boolean bNull = CopyText.isNull(b, bFrom, bTo);
    if (aNull || bNull) {
      return Boolean.compare(bNull, aNull);
    }
    return switch (form) {
      case INTEGER -> Numbers.compareIntegers(a, aFrom, aTo, b, bFrom, bTo);
      case DECIMAL -> Numbers.compareDecimals(a, aFrom, aTo, b, bFrom, bTo);
      case BYTES -> CopyText.compare(a, aFrom, aTo, b, bFrom, bTo);
      case SQLITE_TEXT, SQLITE_BLOB, SQLITE_NUMBER ->
          SqliteValue.compare(form, a, aFrom, aTo, b, bFrom, bTo);
    };
  }

  /**
   * Where the first {@code count} fields of the line begin; field {@code i} is {@code [bounds[i],
   * bounds[i + 1] - 1)}.
   */
  public static int[] bounds(byte[] line, int from, int count) {
    int[] bounds = new int[count + 1];
    bounds[0] = from;
    for (int i = 0; i < count; i++) {
      bounds[i + 1] = CopyText.fieldEnd(line, bounds[i]) + 1;
    }
    return bounds;
  }

  /**
   * A hash of what identifies the row {@code line[from..to)}: its key, or all of it where there is
   * none.
   */
  public long identityHash(byte[] line, int from, int to) {
    if (key.length == 0) {
      return RowHash.hash(line, from, to - 1, 0);
    }
    long hash = 0;
    if (leading) {
      int at = from;
      for (int column = 0; column <= lastKey; column++) {
        int end = CopyText.fieldEnd(line, at);
        hash = RowHash.hash(line, at, end, hash);
        at = end + 1;
      }
      return hash;
    }
    int[] bounds = bounds(line, from, lastKey + 1);
    for (int column : key) {
      hash = RowHash.hash(line, bounds[column], bounds[column + 1] - 1, hash);
    }
    return hash;
  }

  /**
   * Appends the row {@code line[from..to)} with the fields that identify it, the others empty: what
   * {@link #compare} takes for the same row. A row that is identified by all of it stays whole.
   */
  public void writeIdentity(byte[] line, int from, int to, ByteArrayOutputStream out) {
    int[] bounds = bounds(line, from, forms.length);
    if (key.length == 0 || (keyNullable && hasNullKey(line, bounds))) {
      out.write(line, from, to - from);
      return;
    }
    for (int column = 0; column < forms.length; column++) {
      if (isKey(column)) {
        out.write(line, bounds[column], bounds[column + 1] - 1 - bounds[column]);
      }
      out.write(column + 1 < forms.length ? '\t' : '\n');
    }
  }

  private boolean hasNullKey(byte[] line, int[] bounds) {
    return Arrays.stream(key)
        .anyMatch(column -> CopyText.isNull(line, bounds[column], bounds[column + 1] - 1));
  }

  private boolean isKey(int column) {
    return Arrays.stream(key).anyMatch(k -> k == column);
  }
}
