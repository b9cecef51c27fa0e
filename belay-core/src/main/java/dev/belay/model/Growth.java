package dev.belay.model;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * A snapshot beside the one of its database before it.
 *
 * @param since the snapshot before
 * @param time when its moment was
 * @param tables each table that either has
 */
public record Growth(String since, OffsetDateTime time, List<OfTable> tables) {
  /** Fewer rows than this may come and go without anybody wondering. */
  private static final long FEW = 20;

  public Growth {
    tables = List.copyOf(tables);
  }

  /**
   * One table.
   *
   * @param table its name
   * @param rowsBefore rows in the snapshot before; -1 where it did not have the table
   * @param rows rows now; -1 where the table is gone
   * @param bytesBefore their size as COPY text
   * @param bytes their size now
   */
  public record OfTable(TableName table, long rowsBefore, long rows, long bytesBefore, long bytes) {
    /** Whether it lost so much that somebody should look. */
    boolean suspicious() {
      return (rowsBefore > 0 && rows <= 0) || (rowsBefore >= FEW && rows < rowsBefore / 2);
    }

    String warning(String since) {
      String now =
          rows < 0 ? "is gone" : rows == 0 ? "is empty" : "has only " + rows + " rows left";
      return "table %s %s; snapshot %s has %d rows of it".formatted(table, now, since, rowsBefore);
    }
  }

  /**
   * What a person should look at: tables that are gone, became empty, or lost most of their rows.
   */
  public List<String> warnings() {
    String id = since.length() > 8 ? since.substring(0, 8) : since;
    return tables.stream().filter(OfTable::suspicious).map(t -> t.warning(id)).toList();
  }
}
