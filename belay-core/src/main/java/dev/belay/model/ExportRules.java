package dev.belay.model;

import java.util.List;
import java.util.Map;

/**
 * What is said of a database's columns for when its data goes out. A column is named {@code
 * table.column} or {@code schema.table.column}; {@code *} stands for any run of characters, and
 * case does not matter.
 *
 * @param sensitive these are left out, beside those whose names give them away
 * @param harmless these are not, whatever their names
 * @param masks these are written as something else
 */
public record ExportRules(List<String> sensitive, List<String> harmless, Map<String, Mask> masks) {
  /** Nothing is said. */
  public static final ExportRules NONE = new ExportRules(List.of(), List.of(), Map.of());

  public ExportRules {
    sensitive = List.copyOf(sensitive);
    harmless = List.copyOf(harmless);
    masks = Map.copyOf(masks);
  }
}
