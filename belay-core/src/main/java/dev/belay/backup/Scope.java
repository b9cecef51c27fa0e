package dev.belay.backup;

import dev.belay.engine.LiveDataset;
import dev.belay.engine.ScopedLive;
import dev.belay.model.Column;
import dev.belay.model.Profile;
import dev.belay.model.ProfileScope;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.snapshot.FilesWriter;
import dev.belay.snapshot.Manifest.SelectionNote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What of a live database goes into a snapshot.
 *
 * @param live the database as the snapshot sees it
 * @param tables the tables
 * @param note what was asked for
 * @param warnings what a person should know of the choice
 */
public record Scope(
    LiveDataset live, List<Table> tables, SelectionNote note, List<String> warnings) {

  /** By the profile, where there is one, else by the selection. */
  public static Scope of(
      LiveDataset live, Optional<Profile> profile, Selection selection, String name)
      throws IOException {
    if (profile.isPresent()) {
      return of(live, ProfileScope.of(profile.get(), live.catalog().tables(), name), name);
    }
    return new Scope(
        live,
        selection.of(live.catalog().tables(), name),
        new SelectionNote(selection.tables(), selection.excludeTables()),
        List.of());
  }

  private static Scope of(LiveDataset live, ProfileScope scope, String name) throws IOException {
    scope.profile().files().forEach(FilesWriter::requireThere);
    String profile = scope.profile().name();
    Map<TableName, String> where = scope.where();
    Map<TableName, List<String>> without = scope.excludeColumns();
    for (Map.Entry<TableName, String> condition : where.entrySet()) {
      live.requireCondition(
          live.catalog().table(condition.getKey()).orElseThrow(),
          "profile " + profile + ": where of " + condition.getKey(),
          condition.getValue());
    }
    LiveDataset scoped = new ScopedLive(live, where, without);
    List<Table> tables = scope.selection().of(scoped.catalog().tables(), name);
    List<String> warnings = new ArrayList<>();
    scope.note().ifPresent(warnings::add);
    each(without, (table, column) -> lost(live, table, column).ifPresent(warnings::add));
    SelectionNote note =
        new SelectionNote(
            tables.stream().map(t -> t.name().toString()).toList(),
            List.of(),
            profile,
            named(where),
            named(without));
    return new Scope(scoped, tables, note, warnings);
  }

  /** A column that a row can't be without is one that a restore can't add rows without. */
  private static Optional<String> lost(LiveDataset live, TableName table, String column) {
    Optional<Column> found = live.catalog().table(table).flatMap(t -> t.column(column));
    return found
        .filter(c -> !c.nullable() && !c.hasDefault() && !c.generated())
        .map(
            c ->
                "%s.%s is left out, allows no NULL and has no default: a restore of %s will be refused"
                    .formatted(table, column, table));
  }

  private static void each(
      Map<TableName, List<String>> columns, BiConsumer<TableName, String> action) {
    columns.forEach((table, some) -> some.forEach(column -> action.accept(table, column)));
  }

  private static <V> Map<String, V> named(Map<TableName, V> byTable) {
    Map<String, V> named = new LinkedHashMap<>();
    byTable.forEach((table, value) -> named.put(table.toString(), value));
    return named;
  }
}
