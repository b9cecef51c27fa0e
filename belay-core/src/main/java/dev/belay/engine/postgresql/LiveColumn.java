package dev.belay.engine.postgresql;

import dev.belay.model.Column;

/**
 * A column as the server has it.
 *
 * @param column what all engines say of it
 * @param base the type's own name in pg_catalog, domains followed to the type below; empty for
 *     types of other schemas
 * @param byteOrder whether the column's own collation is byte order already, so that an index on it
 *     serves our order
 * @param alwaysIdentity whether it is GENERATED ALWAYS AS IDENTITY, which an UPDATE may not set
 * @param inexact why its values can't be carried; empty where they can
 */
record LiveColumn(
    Column column, String base, boolean byteOrder, boolean alwaysIdentity, String inexact) {
  String name() {
    return column.name();
  }

  /**
   * The expression whose text is stored. The output function of xml leaves out a document's
   * encoding declaration; its cast to text gives what was put in.
   */
  String value(String qualifier) {
    String reference = qualifier + Sql.ident(name());
    return base.equals("xml") ? "(" + reference + ")::pg_catalog.text" : reference;
  }

  /**
   * Its text, NULL for NULL; {@code format} goes through the type's output function, as COPY does.
   */
  String text(String qualifier) {
    String reference = qualifier + Sql.ident(name());
    if (base.equals("xml") || base.equals("text") || base.equals("varchar")) {
      return "(" + reference + ")::pg_catalog.text";
    }
    String written = "pg_catalog.format('%s', " + reference + ")";
    // IS NULL would also be true for a composite whose fields are all NULL.
    return column.nullable()
        ? "CASE WHEN pg_catalog.num_nulls(" + reference + ") = 0 THEN " + written + " END"
        : written;
  }
}
