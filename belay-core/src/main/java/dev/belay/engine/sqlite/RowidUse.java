package dev.belay.engine.sqlite;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which tables' rowids are a part of their content though no column shows them: those by which a
 * full-text index finds its rows ({@code content=}), or that a trigger hands on. Were such rows to
 * get other rowids, searches would find the wrong ones. Elsewhere a rowid means nothing that a
 * VACUUM would not change.
 */
final class RowidUse {
  private static final Pattern CONTENT =
      Pattern.compile(
          "(?is)[(,]\\s*content\\s*=\\s*(?:\"((?:[^\"]|\"\")*)\"|'((?:[^']|'')*)'|\\[([^]]*)]|`([^`]*)`|(\\w+))");
  private static final Pattern ROWID_OF_ROW =
      Pattern.compile("(?is)\\b(new|old)[\"`\\]]?\\s*\\.\\s*[\"`\\[]?(rowid|oid|_rowid_)\\b");

  private final List<SchemaObject> objects;

  RowidUse(List<SchemaObject> objects) {
    this.objects = objects;
  }

  /** The name to ask for it by, where that is so. */
  Optional<String> column(String table, TableShape shape) {
    return shape.rowidAlias().isEmpty() && used(table)
        ? Rowid.name(shape.columns())
        : Optional.empty();
  }

  private boolean used(String table) {
    return objects.stream()
        .anyMatch(
            o ->
                o.isVirtual()
                    ? content(o.sql()).filter(table::equalsIgnoreCase).isPresent()
                    : o.isTrigger()
                        && o.table().equalsIgnoreCase(table)
                        && ROWID_OF_ROW.matcher(o.sql()).find());
  }

  private static Optional<String> content(String sql) {
    Matcher found = CONTENT.matcher(sql);
    if (!found.find()) {
      return Optional.empty();
    }
    return IntStream.rangeClosed(1, found.groupCount())
        .mapToObj(found::group)
        .filter(name -> name != null)
        .findFirst()
        .map(name -> name.replace("\"\"", "\"").replace("''", "'"));
  }
}
