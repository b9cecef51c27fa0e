package dev.belay.parquet;

import dev.belay.export.ColumnKind;
import dev.belay.export.ExportColumn;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a column is written.
 *
 * @param carrier its type
 * @param why what Parquet has no type for; empty where it is written as what it is
 */
record ColumnPlan(Carrier carrier, String why) {
  private static final int MOST_DIGITS = 38;
  private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");

  /** PostgreSQL's types that are text, and those whose values Parquet has a type for. */
  private static final Set<String> TEXTUAL =
      Set.of("text", "character varying", "character", "bpchar", "name", "json", "jsonb", "xml");

  private static final Map<String, Carrier> BY_TYPE =
      Map.of(
          "smallint", Carrier.SMALL,
          "integer", Carrier.INTEGER,
          "uuid", Carrier.ID,
          "date", Carrier.DAY,
          "time without time zone", Carrier.TIME,
          "timestamp without time zone", Carrier.LOCAL_MOMENT,
          "timestamp with time zone", Carrier.MOMENT);

  ColumnPlan(Carrier carrier) {
    this(carrier, "");
  }

  /** What the column's type asks for; empty where its values have to be looked at. */
  static Optional<ColumnPlan> declared(ExportColumn column) {
    return switch (column.kind()) {
      case ANY -> Optional.empty();
      case WHOLE -> Optional.of(new ColumnPlan(BY_TYPE.getOrDefault(type(column), Carrier.LONG)));
      case DOUBLE -> Optional.of(new ColumnPlan(Carrier.REAL));
      case FLOAT -> Optional.of(new ColumnPlan(Carrier.SINGLE));
      case FLAG -> Optional.of(new ColumnPlan(Carrier.FLAG));
      case BYTES -> Optional.of(new ColumnPlan(Carrier.BYTES));
      case DECIMAL -> Optional.of(decimal(column.column().type()));
      case TEXT -> Optional.of(textual(type(column)));
    };
  }

  /** The type without its length or precision. */
  private static String type(ExportColumn column) {
    return column.column().type().replaceAll("\\([^)]*\\)", "");
  }

  private static ColumnPlan decimal(String type) {
    Matcher numeric = NUMERIC.matcher(type);
    if (numeric.matches()) {
      int precision = Integer.parseInt(numeric.group(1));
      int scale = Integer.parseInt(numeric.group(2));
      if (precision <= MOST_DIGITS && scale >= 0 && scale <= precision) {
        return new ColumnPlan(Carrier.decimal(precision, scale));
      }
      return new ColumnPlan(Carrier.TEXT, type);
    }
    return new ColumnPlan(Carrier.TEXT, type + " without a precision");
  }

  private static ColumnPlan textual(String type) {
    Carrier carrier = BY_TYPE.get(type);
    if (carrier != null) {
      return new ColumnPlan(carrier);
    }
    return new ColumnPlan(Carrier.TEXT, TEXTUAL.contains(type) ? "" : type);
  }

  /** What an empty column is written as that could have held anything. */
  static ColumnPlan empty(ExportColumn column) {
    if (column.kind() != ColumnKind.ANY) {
      return declared(column).orElseThrow();
    }
    String type = column.column().type().toUpperCase(java.util.Locale.ROOT);
    if (type.contains("INT")) {
      return new ColumnPlan(Carrier.LONG);
    }
    if (type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB")) {
      return new ColumnPlan(Carrier.REAL);
    }
    return new ColumnPlan(type.equals("BLOB") ? Carrier.BYTES : Carrier.TEXT);
  }
}
