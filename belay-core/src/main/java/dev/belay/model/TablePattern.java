package dev.belay.model;

import java.util.Optional;

/**
 * How a person names tables: exactly, with or without the schema, or with {@code *} for any run of
 * characters. The name of a virtual table stands for the tables that hold its content, that of a
 * partitioned one for its partitions.
 *
 * @param text as it was written
 */
record TablePattern(String text) {
  boolean matches(Table table) {
    return matches(table.name())
        || table.partitionOf().stream().anyMatch(this::matches)
        || (text.contains("*") ? glob(table.partOf()) : table.partOf().equals(text));
  }

  /** The partitioned table by whose name it means this one, if it is not by its own. */
  Optional<TableName> whole(Table table) {
    return matches(table.name())
        ? Optional.empty()
        : table.partitionOf().stream().filter(this::matches).findFirst();
  }

  private boolean matches(TableName name) {
    return text.contains("*")
        ? glob(name.toString()) || glob(name.schema() + "." + name.name())
        : name.matches(text);
  }

  private boolean glob(String name) {
    String[] parts = text.split("\\*", -1);
    int at = parts[0].length();
    if (name.length() < text.length() - parts.length + 1 || !name.startsWith(parts[0])) {
      return false;
    }
    for (int i = 1; i < parts.length - 1; i++) {
      int found = name.indexOf(parts[i], at);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    String last = parts[parts.length - 1];
    return name.length() - last.length() >= at && name.endsWith(last);
  }
}
