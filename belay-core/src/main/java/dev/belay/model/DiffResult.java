package dev.belay.model;

import java.util.List;

/**
 * What would turn {@code to} into {@code from}.
 *
 * @param from the dataset that is the aim
 * @param to the dataset that would change
 * @param tables each table that was compared
 * @param drift how the structures differ
 * @param files each file or directory beside the database that was compared
 */
public record DiffResult(
    String from, String to, List<TableDiff> tables, List<Drift> drift, List<FolderDiff> files) {
  public DiffResult {
    tables = List.copyOf(tables);
    drift = List.copyOf(drift);
    files = List.copyOf(files);
  }

  /** Without files. */
  public DiffResult(String from, String to, List<TableDiff> tables, List<Drift> drift) {
    this(from, to, tables, drift, List.of());
  }

  /** The same with these files. */
  public DiffResult with(List<FolderDiff> compared) {
    return new DiffResult(from, to, tables, drift, compared);
  }

  /**
   * Whether the two hold the same rows in the same structure, and {@code to} has all files of
   * {@code from} as they are there.
   */
  public boolean equal() {
    return drift.isEmpty()
        && tables.stream().allMatch(TableDiff::equal)
        && files.stream().allMatch(FolderDiff::equal);
  }

  /**
   * How the files of one directory, or one file, differ.
   *
   * @param name its name under {@code files/} in snapshots
   * @param path where it is, or was
   * @param write files that only {@code from} has
   * @param replace files that both have in different versions
   * @param onlyThere files that only {@code to} has, which no restore removes
   * @param unchanged files that are the same
   * @param bytes how much those of {@code from} are that {@code to} does not have so
   */
  public record FolderDiff(
      String name,
      String path,
      long write,
      long replace,
      long onlyThere,
      long unchanged,
      long bytes) {
    public boolean equal() {
      return write == 0 && replace == 0;
    }
  }

  /**
   * How many rows differ in one table.
   *
   * @param table its name
   * @param insert rows that only {@code from} has
   * @param update rows that both have in different versions
   * @param delete rows that only {@code to} has
   * @param unchanged rows that are the same
   */
  public record TableDiff(TableName table, long insert, long update, long delete, long unchanged) {
    public boolean equal() {
      return insert == 0 && update == 0 && delete == 0;
    }
  }
}
