package dev.belay.export;

import dev.belay.model.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A table as a file describes it.
 *
 * @param schema its schema; empty where the file says nothing
 * @param name its name
 * @param columns the columns of its rows, in order
 */
record FileTable(String schema, String name, List<FileColumn> columns) {
  FileTable {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param name its name
   * @param type its type; may be empty in SQLite
   * @param typed whether the file says the type, and so means its values' kinds
   */
  record FileColumn(String name, String type, boolean typed) {
    /** A column of which the file gives only the name. */
    static FileColumn named(String name) {
      return new FileColumn(name, "", false);
    }
  }

  /** Whether the file means this table. */
  boolean means(TableName table) {
    return name.equals(table.name()) && (schema.isEmpty() || schema.equals(table.schema()));
  }

  /** The same table of another engine's, whose usual schema has another name. */
  boolean perhapsMeans(TableName table) {
    boolean usual = schema.isEmpty() || schema.equals("main") || schema.equals("public");
    String whole = usual ? name : schema + "." + name;
    return table.toString().equals(whole) || table.toString().equals(name);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Takes what a reader finds in a file, in this order: tables, each with its rows. */
  interface Receiver {
    /** A table begins. */
    void begin(FileTable table) throws java.io.IOException;

    /** Where in the file the next row begins: its line, from 1. */
    default void at(long line) {}

    /** A row of it: a value for each of its columns. */
    void row(List<Value> values) throws java.io.IOException;

    /**
     * It ends.
     *
     * @param digest what the file says of its rows
     */
    void end(Optional<String> digest) throws java.io.IOException;
  }
}
