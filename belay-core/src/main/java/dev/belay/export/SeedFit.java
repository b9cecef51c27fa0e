package dev.belay.export;

import dev.belay.model.Column;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a value can stand in a column, as far as the database would say it late, or not at all.
 */
final class SeedFit {
  private SeedFit() {}

  /** What speaks against it; empty for nothing. */
  static Optional<String> against(Column column, Value value) {
    if (value instanceof Value.Null) {
      return column.nullable() ? Optional.empty() : Optional.of("it allows no NULL");
    }
    boolean whole = value instanceof Value.Whole || value instanceof Value.Flag;
    boolean number = whole || value instanceof Value.Real || value instanceof Value.Decimal;
    String type = column.type().toUpperCase(Locale.ROOT);
    boolean wantsWhole = type.contains("INT");
    boolean wantsNumber = type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB");
    boolean fits =
        switch (column.form()) {
          case INTEGER -> whole;
          case SQLITE_NUMBER -> number || !(wantsWhole || wantsNumber);
          default -> true;
        };
    return fits
        ? Optional.empty()
        : Optional.of(
            "\"%s\" is no %s"
                .formatted(FieldText.of(value), wantsNumber ? "number" : "whole number"));
  }
}
