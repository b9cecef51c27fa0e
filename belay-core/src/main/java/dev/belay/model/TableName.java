package dev.belay.model;

/**
 * A table's, sequence's or other object's name. Exact as the database has it: nothing is folded or
 * quoted.
 *
 * @param schema the schema; {@code main} in SQLite
 * @param name the name inside the schema
 */
public record TableName(String schema, String name) implements Comparable<TableName> {
  public TableName {
    if (schema.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("a table's name and schema are not empty");
    }
    schema = schema.intern();
    name = name.intern();
  }

  /** The schema is left out where it is the engine's default one ({@code main}, {@code public}). */
  @Override
  public String toString() {
    return schema.equals("main") || schema.equals("public") ? name : schema + "." + name;
  }

  /** Whether a person who typed {@code text} meant this table: with the schema or without it. */
  public boolean matches(String text) {
    return text.equals(toString()) || text.equals(schema + "." + name);
  }

  @Override
  public int compareTo(TableName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }
}
