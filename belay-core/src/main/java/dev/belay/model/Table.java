package dev.belay.model;

import java.util.List;
import java.util.Optional;

/**
 * The structure of one table whose rows are stored.
 *
 * @param name its name
 * @param columns all its columns in the database's order, generated ones included
 * @param key the columns that identify a row: the primary key, else a unique key; empty where there
 *     is none, and then a row is identified by its whole content and may occur more than once
 * @param keyNullable whether a key column may hold NULL (SQLite): a row with NULL in its key is
 *     identified by its whole content
 * @param otherUnique whether something beside the key makes rows unique, so that two changed rows
 *     may be in each other's way
 * @param foreignKeys its references to other tables
 * @param triggers the names of the triggers and rules that writing to it would set off
 * @param partOf the virtual table whose content this table holds (SQLite's shadow tables), else
 *     empty
 * @param constraints what else the database demands of rows, as it writes that itself: {@code CHECK
 *     (…)}, {@code UNIQUE (…)}, the labels of an enumeration; not what columns, key and foreign
 *     keys say. Empty where nobody knows
 * @param partitionOf the partitioned tables that it is a partition of, the nearest first: they hold
 *     no rows, and their names stand for their partitions
 */
public record Table(
    TableName name,
    List<Column> columns,
    List<String> key,
    boolean keyNullable,
    boolean otherUnique,
    List<ForeignKey> foreignKeys,
    List<String> triggers,
    String partOf,
    Optional<List<String>> constraints,
    List<TableName> partitionOf) {

  /** Manifests from before partitions were noted have none. */
  public Table {
    columns = List.copyOf(columns);
    key = key.stream().map(String::intern).toList();
    foreignKeys = List.copyOf(foreignKeys);
    triggers = List.copyOf(triggers);
    constraints = constraints.map(List::copyOf);
    partitionOf = partitionOf == null ? List.of() : List.copyOf(partitionOf);
    for (String part : key) {
      if (columns.stream().noneMatch(c -> c.name().equals(part) && !c.generated())) {
        throw new IllegalArgumentException(name + ": key column " + part + " is not stored");
      }
    }
  }

  /** A table whose other constraints nobody knows, and that is no partition. */
  public Table(
      TableName name,
      List<Column> columns,
      List<String> key,
      boolean keyNullable,
      boolean otherUnique,
      List<ForeignKey> foreignKeys,
      List<String> triggers,
      String partOf) {
    this(
        name,
        columns,
        key,
        keyNullable,
        otherUnique,
        foreignKeys,
        triggers,
        partOf,
        Optional.empty(),
        List.of());
  }

  /** The columns that a stored row has, in order: all but the generated ones. */
  public List<Column> stored() {
    return columns.stream().filter(c -> !c.generated()).toList();
  }

  /** The column of that name. */
  public Optional<Column> column(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst();
  }

  /** This table with only these of its columns, in the given order. */
  public Table withColumns(List<Column> some) {
    return with(some, keyNullable, foreignKeys, partitionOf);
  }

  /** This table with only these of its references. */
  public Table withForeignKeys(List<ForeignKey> some) {
    return with(columns, keyNullable, some, partitionOf);
  }

  /** This table as a partition of these. */
  public Table inPartitioned(List<TableName> wholes) {
    return with(columns, keyNullable, foreignKeys, wholes);
  }

  /** This table as one whose key never holds NULL. */
  public Table withSureKey() {
    return with(columns, false, foreignKeys, partitionOf);
  }

  private Table with(
      List<Column> some, boolean nullable, List<ForeignKey> references, List<TableName> wholes) {
    return new Table(
        name, some, key, nullable, otherUnique, references, triggers, partOf, constraints, wholes);
  }
}
