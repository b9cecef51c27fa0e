package dev.belay.parquet;

import dev.belay.export.ColumnKind;
import dev.belay.export.ExportColumn;
import dev.belay.export.Value;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all values of a column, and finds the type that has a place for each, so that no two
 * different values are written alike. For one thread.
 */
final class ColumnSurvey {
  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]+|-?[0-9]+\\.[0-9]+(E-?[0-9]+)?|-?Infinity");
  private static final long EXACT = 1L << 53;

  private final ExportColumn column;
  private final Optional<ColumnPlan> declared;
  private @Nullable String misfit;
  private boolean whole;
  private boolean inexact;
  private boolean real;
  private boolean text;
  private boolean numberLike;
  private boolean hexLike;
  private boolean broken;
  private boolean bytes;

  ColumnSurvey(ExportColumn column) {
    this.column = column;
    this.declared = ColumnPlan.declared(column);
  }

  /** Takes the next value. */
  void add(Value value) {
    if (value instanceof Value.Whole number) {
      whole = true;
      inexact |= Math.abs(Long.parseLong(number.digits())) > EXACT;
    } else if (value instanceof Value.Real) {
      real = true;
    } else if (value instanceof Value.Text content) {
      text = true;
      if (column.kind() == ColumnKind.ANY) {
        numberLike |= NUMBER.matcher(content.text()).matches();
        hexLike |= content.text().startsWith("\\x");
      }
    } else if (value instanceof Value.BrokenText) {
      broken = true;
    } else if (value instanceof Value.Bytes) {
      bytes = true;
    }
    if (declared.isPresent() && misfit == null && !(value instanceof Value.Null)) {
      fit(declared.get().carrier(), value);
    }
  }

  private void fit(Carrier carrier, Value value) {
    try {
      carrier.write(value, Nowhere.INSTANCE);
    } catch (Misfit e) {
      misfit = e.what();
    }
  }

  /** How the column is written; NOT_EXACT, naming it, where Parquet has no way to. */
  ColumnPlan plan(TableName table) {
    if (declared.isPresent() && misfit == null) {
      return declared.get();
    }
    if (broken) {
      requireOnly(table, !bytes && !whole && !real, "text that is not UTF-8");
      return new ColumnPlan(Carrier.BYTES, "text that is not UTF-8");
    }
    if (declared.isPresent()) {
      requireOnly(table, !bytes, "bytes");
      String why = "%s has no place in %s".formatted(misfit, declared.get().carrier().name());
      return new ColumnPlan(Carrier.TEXT, why);
    }
    return dynamic(table);
  }

  private ColumnPlan dynamic(TableName table) {
    if (bytes) {
      if (!whole && !real && !text) {
        return new ColumnPlan(Carrier.BYTES);
      }
      requireOnly(table, !hexLike && !(numberLike && (whole || real)), "bytes");
      return new ColumnPlan(Carrier.TEXT, "bytes (as \\x and digits) beside other values");
    }
    if (text) {
      requireOnly(table, !numberLike || !(whole || real), "numbers, and text that looks like one");
      return new ColumnPlan(Carrier.TEXT, whole || real ? "numbers beside text" : "");
    }
    if (whole && real) {
      return inexact
          ? new ColumnPlan(Carrier.TEXT, "large integers beside real numbers")
          : new ColumnPlan(Carrier.REAL, "integers beside real numbers");
    }
    if (whole || real) {
      return new ColumnPlan(whole ? Carrier.LONG : Carrier.REAL);
    }
    return ColumnPlan.empty(column);
  }

  private void requireOnly(TableName table, boolean alone, String what) {
    if (!alone) {
      throw new BelayException(
          ErrorCode.NOT_EXACT,
          "%s.%s holds %s beside other values: Parquet can't tell them apart"
              .formatted(table, column.name(), what),
          "leave the column out ('export: sensitive:' in belay.yaml), or export as json");
    }
  }
}
