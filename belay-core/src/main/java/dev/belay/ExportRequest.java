package dev.belay;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * An export.
 *
 * @param source a snapshot as {@link RestoreRequest} takes it, or a live database
 * @param tables only these; empty for all
 * @param excludeTables all but these
 * @param format {@code json}, {@code csv}, {@code sql}, {@code sqlite}, or one that another module
 *     brings; empty for what the output's name tells
 * @param output a file, a directory for one file a table (with a slash at the end, or one that is
 *     there), or {@code -}; {@code .gz} and {@code .zst} at a file's end compress it
 * @param standard where {@code -} goes
 * @param includeSensitive also the columns that are left out otherwise; the history records it
 * @param maskKey what masked values follow from, so that they are the same in each export; empty
 *     for another key each time
 * @param overwrite whether files may be replaced
 * @param formulaGuard whether CSV is made safe for spreadsheets
 * @param reason why, for the history
 * @param by who asks for it
 * @param profile of a live database only what this profile chooses; empty for none
 */
public record ExportRequest(
    String source,
    List<String> tables,
    List<String> excludeTables,
    String format,
    String output,
    OutputStream standard,
    boolean includeSensitive,
    Optional<String> maskKey,
    boolean overwrite,
    boolean formulaGuard,
    String reason,
    String by,
    Optional<String> profile) {
  public ExportRequest {
    tables = List.copyOf(tables);
    excludeTables = List.copyOf(excludeTables);
  }

  /** Without a profile. */
  public ExportRequest(
      String source,
      List<String> tables,
      List<String> excludeTables,
      String format,
      String output,
      OutputStream standard,
      boolean includeSensitive,
      Optional<String> maskKey,
      boolean overwrite,
      boolean formulaGuard,
      String reason,
      String by) {
    this(
        source,
        tables,
        excludeTables,
        format,
        output,
        standard,
        includeSensitive,
        maskKey,
        overwrite,
        formulaGuard,
        reason,
        by,
        Optional.empty());
  }

  /** All tables into a file or directory whose name tells the format. */
  public static ExportRequest of(String source, String output) {
    return new ExportRequest(
        source,
        List.of(),
        List.of(),
        "",
        output,
        OutputStream.nullOutputStream(),
        false,
        Optional.empty(),
        false,
        false,
        "",
        System.getProperty("user.name", ""),
        Optional.empty());
  }
}
