package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How natural keys are written: {@code words=text}, {@code users=realm,name}. */
final class KeyOption {
  private KeyOption() {}

  /** The columns by table, in the order in which they were given; USAGE where one can't be read. */
  static Map<String, List<String>> parse(List<String> options) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      String table = equals < 0 ? "" : option.substring(0, equals).strip();
      List<String> columns = new ArrayList<>();
      Arrays.stream(option.substring(equals + 1).split(",", -1))
          .map(String::strip)
          .forEach(columns::add);
      if (table.isEmpty() || columns.contains("")) {
        throw new BelayException(
            ErrorCode.USAGE,
            "--key " + option + " is no table with its columns",
            "write it as --key words=text, or --key users=realm,name");
      }
      if (keys.put(table, columns) != null) {
        throw new BelayException(
            ErrorCode.USAGE, "--key names " + table + " twice", "give all its columns at once");
      }
    }
    return keys;
  }
}
