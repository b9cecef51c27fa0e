package dev.belay.export;

import dev.belay.model.Column;

/**
 * A column that is written.
 *
 * @param column the column
 * @param field which field of a stored row it is, from 0
 * @param masker what is written in the place of its values; {@link Masker#NONE} for themselves
 */
public record ExportColumn(Column column, int field, Masker masker) {
  public String name() {
    return column.name();
  }

  public ColumnKind kind() {
    return ColumnKind.of(column);
  }

  /** Whether something else than its values is written. */
  public boolean masked() {
    return masker != Masker.NONE;
  }
}
