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

  /** The same for some tables. */
  public ExportRequest withTables(String... some) {
    return copy(List.of(some), format, standard, includeSensitive, maskKey, formulaGuard, reason);
  }

  /** The same in a format that the output's name does not tell. */
  public ExportRequest withFormat(String name) {
    return copy(tables, name, standard, includeSensitive, maskKey, formulaGuard, reason);
  }

  /** The same where {@code -} goes there. */
  public ExportRequest withStandard(OutputStream stream) {
    return copy(tables, format, stream, includeSensitive, maskKey, formulaGuard, reason);
  }

  /** The same with the columns that are left out otherwise, and why. */
  public ExportRequest withSensitive(String why) {
    return copy(tables, format, standard, true, maskKey, formulaGuard, why);
  }

  /** The same with masked values that follow from this key. */
  public ExportRequest withMaskKey(String key) {
    return copy(tables, format, standard, includeSensitive, Optional.of(key), formulaGuard, reason);
  }

  /** The same with CSV made safe for spreadsheets. */
  public ExportRequest withFormulaGuard() {
    return copy(tables, format, standard, includeSensitive, maskKey, true, reason);
  }

  private ExportRequest copy(
      List<String> some,
      String name,
      OutputStream stream,
      boolean sensitive,
      Optional<String> key,
      boolean guard,
      String why) {
    return new ExportRequest(
        source,
        some,
        excludeTables,
        name,
        output,
        stream,
        sensitive,
        key,
        overwrite,
        guard,
        why,
        by,
        profile);
  }
}
