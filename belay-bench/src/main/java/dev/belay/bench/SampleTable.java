package dev.belay.bench;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One table of the generated database, the same in each engine.
 *
 * @param name its name
 * @param rows how many rows it has
 * @param columns its columns
 * @param constraints what stands behind the columns in CREATE TABLE
 * @param indexes columns to index, each text as it stands between the parentheses
 * @param touch the text column that a change of a row writes
 * @param growing the column that says which rows are recent; empty where new rows do not lie
 *     together
 * @param leaf whether no other table refers to it, so that rows may be taken out
 */
record SampleTable(
    String name,
    long rows,
    List<Column> columns,
    List<String> constraints,
    List<String> indexes,
    String touch,
    String growing,
    boolean leaf) {

  SampleTable {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    indexes = List.copyOf(indexes);
  }

  /**
   * A column.
   *
   * @param name its name
   * @param postgres its type in PostgreSQL
   * @param sqlite its type in SQLite
   * @param value its value in each row
   */
  record Column(String name, String postgres, String sqlite, Value value) {}

  /** A value: Long, Double, String, Boolean, byte[] or {@link #NULL}. */
  @FunctionalInterface
  interface Value {
    Object of(long row, SplittableRandom random);
  }

  /** Stands for NULL. */
  static final Object NULL = new Object();

  /** The values of row {@code row}, which counts from 1. Always the same ones. */
  Object[] values(long row) {
    SplittableRandom random = new SplittableRandom(name.hashCode() * 0x9E3779B97F4A7C15L + row);
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.get(i).value().of(row, random);
    }
    return values;
  }
}
