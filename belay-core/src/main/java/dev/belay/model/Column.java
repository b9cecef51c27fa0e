package dev.belay.model;

/**
 * A column of a table.
 *
 * @param name exact, as the database has it
 * @param type the type as the engine writes it ({@code character varying(20)}, {@code INTEGER});
 *     may be empty in SQLite
 * @param form how its values are written and ordered
 * @param nullable whether the structure allows NULL
 * @param hasDefault whether a row that does not name it gets a value other than NULL
 * @param generated whether it is computed by the database: such a column is not stored and not
 *     written
 */
public record Column(
    String name, String type, Form form, boolean nullable, boolean hasDefault, boolean generated) {

  /** Many tables have few names of columns and types between them, so each is kept once. */
  public Column {
    name = name.intern();
    type = type.intern();
  }
}
