package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Nearest;
import dev.belay.model.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the place in a database for what a file holds. */
final class FileFit {
  private FileFit() {}

  /** The table that the file means; SCHEMA_MISMATCH where the database has none. */
  static Table table(FileTable head, Catalog target) {
    List<Table> found = target.tables().stream().filter(t -> head.means(t.name())).toList();
    if (found.size() != 1) {
      found = target.tables().stream().filter(t -> head.perhapsMeans(t.name())).toList();
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    List<Table> parts =
        target.tables().stream()
            .filter(t -> t.partitionOf().stream().anyMatch(head::perhapsMeans))
            .toList();
    if (found.isEmpty() && !parts.isEmpty()) {
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "the file has a table %s, which is partitioned in the database".formatted(head.name()),
          "give the rows of each partition a file of their own: %s, …"
              .formatted(parts.get(0).name()));
    }
    List<String> names = target.tables().stream().map(t -> t.name().toString()).toList();
    throw new BelayException(
        ErrorCode.SCHEMA_MISMATCH,
        found.isEmpty()
            ? "the file has a table %s, and the database has none.%s"
                .formatted(head.name(), Nearest.question(head.name(), names))
            : "the file's table %s fits several of the database's".formatted(head.name()),
        "create the table first, or take it out of the file");
  }

  /**
   * The database's table with the columns that the file has, and those at the end that only the
   * file has, which the plan will refuse by name.
   *
   * @param made the key's column, where the file lacks it and can do without
   */
  static Table withColumns(FileTable head, Table there, Optional<Column> made) {
    requireOnce(head);
    List<Column> columns = new ArrayList<>();
    for (Column column : there.stored()) {
      if (index(head, column.name()) >= 0 || made.equals(Optional.of(column))) {
        columns.add(column);
      }
    }
    for (FileTable.FileColumn column : head.columns()) {
      boolean generated =
          there.columns().stream()
              .anyMatch(c -> c.generated() && c.name().equalsIgnoreCase(column.name()));
      boolean known = columns.stream().anyMatch(c -> c.name().equalsIgnoreCase(column.name()));
      if (!known && !generated) {
        columns.add(new Column(column.name(), column.type(), Form.BYTES, true, false, false));
      }
    }
    List<String> names = columns.stream().map(Column::name).toList();
    if (!names.containsAll(there.key())) {
      String lacks =
          String.join(", ", there.key().stream().filter(k -> !names.contains(k)).toList());
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "the file lacks %s of table %s, by which its rows are told apart"
              .formatted(lacks, there.name()),
          MadeIds.possible(there)
              ? "add %s to it; or match rows by what they hold (--key %s=COLUMN), and new ones get new ids"
                  .formatted(lacks, there.name())
              : "leave the table out of the file, or export it with that column");
    }
    return there.withColumns(columns);
  }

  /** Which of two columns of one name is meant can't be told. */
  private static void requireOnce(FileTable head) {
    Set<String> seen = new HashSet<>();
    for (FileTable.FileColumn column : head.columns()) {
      if (!seen.add(column.name())) {
        throw new BelayException(
            ErrorCode.USAGE,
            "the file has the column %s of %s twice".formatted(column.name(), head.name()),
            "nothing was changed; take one of them out");
      }
    }
  }

  /** Which column of the file it is, whatever the case of its name; -1 where there is none. */
  static int index(FileTable head, String column) {
    List<String> names = head.columns().stream().map(FileTable.FileColumn::name).toList();
    int exact = names.indexOf(column);
    for (int i = 0; exact < 0 && i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(column)) {
        return i;
      }
    }
    return exact;
  }
}
