package dev.belay.rows;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;

/**
 * A stored field that no engine wrote: the row has as many fields as it should, and this one is not
 * what its column holds. Whoever reads a table's rows says which table it is.
 */
public final class BadValue extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public BadValue(String message) {
    super(message);
  }

  /** The field {@code line[from..to)} is not what it should be. */
  public static BadValue of(byte[] line, int from, int to, String should) {
    String text = Numbers.ascii(line, from, Math.min(to, from + 40));
    return new BadValue("\"" + text.strip() + "\" is no " + should);
  }

  /** The failure of an operation on that table. */
  public BelayException in(TableName table) {
    return new BelayException(
        ErrorCode.DAMAGED,
        "table " + table + " is damaged: " + getMessage(),
        "run 'belay check --read-data'",
        this);
  }
}
