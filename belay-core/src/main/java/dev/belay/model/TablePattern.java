package dev.belay.model;

/**
 * How a person names tables: exactly, with or without the schema, or with {@code *} for any run of
 * characters. The name of a virtual table stands for the tables that hold its content.
 *
 * @param text as it was written
 */
record TablePattern(String text) {
  boolean matches(Table table) {
    TableName name = table.name();
    return text.contains("*")
        ? glob(name.toString()) || glob(name.schema() + "." + name.name()) || glob(table.partOf())
        : name.matches(text) || table.partOf().equals(text);
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
