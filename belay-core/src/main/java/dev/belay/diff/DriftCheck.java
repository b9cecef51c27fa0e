package dev.belay.diff;

import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Drift;
import dev.belay.model.Form;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the structures of an aim and of a live database differ, and whether the aim's rows can live
 * there all the same. Extra columns are no obstacle: they keep their values, or get their defaults.
 * What the aim has and the database has no place for is: its values would be lost.
 */
public final class DriftCheck {
  /** Types into which values of another type move unchanged, text and all. */
  private static final Map<String, Set<String>> WIDER =
      Map.of(
          "smallint", Set.of("integer", "bigint", "numeric"),
          "integer", Set.of("bigint", "numeric"),
          "bigint", Set.of("numeric"),
          "text", Set.of("character varying"),
          "character varying", Set.of("text"));

  private DriftCheck() {}

  /**
   * What the two are called.
   *
   * @param aim the aim
   * @param live what would change
   */
  public record Sides(String aim, String live) {
    /** What they are for a restore. */
    public static final Sides RESTORE = new Sides("the snapshot", "the database");
  }

  /** All differences of one table, for a restore. */
  public static List<Drift> compare(Table aim, Optional<Table> found) {
    return compare(aim, found, Sides.RESTORE);
  }

  /** All differences of one table. */
  public static List<Drift> compare(Table aim, Optional<Table> found, Sides sides) {
    if (found.isEmpty()) {
      return List.of(
          new Drift(
              aim.name(),
              "",
              Drift.Kind.TABLE_MISSING,
              "table %s is in %s, not in %s".formatted(aim.name(), sides.aim(), sides.live()),
              false));
    }
    Table live = found.get();
    List<Drift> drift = new ArrayList<>();
    for (Column column : aim.stored()) {
      compareColumn(aim, column, live, sides).ifPresent(drift::add);
    }
    for (Column column : live.stored()) {
      if (aim.stored().stream().noneMatch(c -> c.name().equals(column.name()))) {
        drift.add(extra(aim, column, sides));
      }
    }
    if (!sameIdentity(aim, live, !drift.isEmpty())) {
      drift.add(
          new Drift(
              aim.name(),
              "",
              Drift.Kind.KEY_CHANGED,
              aim.key().isEmpty() && live.key().isEmpty()
                  ? "table %s has no key: rows are told apart by all its columns, and those differ"
                      .formatted(aim.name())
                  : "rows of %s are identified by %s in %s, by %s in %s"
                      .formatted(
                          aim.name(), keyText(aim), sides.aim(), keyText(live), sides.live()),
              false));
    }
    return drift;
  }

  /** Tables that are asked for and only the live database has: they stay as they are. */
  public static List<Drift> extraTables(
      Catalog aim, Catalog live, Selection selection, Sides sides) {
    return live.tables().stream()
        .filter(t -> selection.whole() || selection.names(t))
        .filter(t -> aim.table(t.name()).isEmpty())
        .map(
            t ->
                new Drift(
                    t.name(),
                    "",
                    Drift.Kind.TABLE_EXTRA,
                    "table %s is not in %s and stays as it is".formatted(t.name(), sides.aim()),
                    true))
        .toList();
  }

  /** The columns that both have, in the live table's order. */
  public static List<Column> common(Table aim, Table live) {
    return live.stored().stream()
        .filter(c -> aim.stored().stream().anyMatch(a -> a.name().equals(c.name())))
        .toList();
  }

  private static Optional<Drift> compareColumn(Table aim, Column column, Table live, Sides sides) {
    Optional<Column> there =
        live.stored().stream().filter(c -> c.name().equals(column.name())).findFirst();
    if (there.isEmpty()) {
      return Optional.of(
          new Drift(
              aim.name(),
              column.name(),
              Drift.Kind.COLUMN_MISSING,
              "column %s.%s is in %s, not in %s"
                  .formatted(aim.name(), column.name(), sides.aim(), sides.live()),
              isUnusedRowid(column)));
    }
    Column now = there.get();
    boolean sameForm = now.form() == column.form();
    if (sameForm && now.type().equalsIgnoreCase(column.type())) {
      return Optional.empty();
    }
    return Optional.of(
        new Drift(
            aim.name(),
            column.name(),
            Drift.Kind.COLUMN_RETYPED,
            "column %s.%s is %s in %s, %s in %s"
                .formatted(
                    aim.name(),
                    column.name(),
                    typeText(column),
                    sides.aim(),
                    typeText(now),
                    sides.live()),
            fits(aim, column, now)));
  }

  /** SQLite's rowid is carried only while an index or a trigger uses it, and nothing does now. */
  private static boolean isUnusedRowid(Column column) {
    return column.form() == Form.INTEGER
        && column.hasDefault()
        && Set.of("rowid", "_rowid_", "oid").contains(column.name());
  }

  private static boolean fits(Table aim, Column column, Column now) {
    boolean inKey = aim.key().isEmpty() || aim.key().contains(column.name());
    if (column.form() != now.form() && (inKey || column.form().name().startsWith("SQLITE"))) {
      return false;
    }
    if (now.form().name().startsWith("SQLITE")) {
      // The same form is the same way of writing values, whatever the declared type is called.
      return column.form() == now.form();
    }
    String from = base(column.type());
    String to = base(now.type());
    return from.equals(to) || WIDER.getOrDefault(from, Set.of()).contains(to);
  }

  /** The type without its length; a length that is too short is found when the rows are staged. */
  private static String base(String type) {
    int bracket = type.indexOf('(');
    return bracket < 0 ? type : type.substring(0, bracket);
  }

  private static Drift extra(Table aim, Column column, Sides sides) {
    boolean fits = column.nullable() || column.hasDefault();
    return new Drift(
        aim.name(),
        column.name(),
        Drift.Kind.COLUMN_EXTRA,
        "column %s.%s is not in %s: %s"
            .formatted(
                aim.name(),
                column.name(),
                sides.aim(),
                fits
                    ? "it keeps its values, and new rows get its default"
                    : "it allows no NULL and has no default, so new rows would have no value"),
        fits);
  }

  private static boolean sameIdentity(Table aim, Table live, boolean drifted) {
    if (!aim.key().equals(live.key()) || aim.keyNullable() != live.keyNullable()) {
      return false;
    }
    // Rows without a key are ordered by all their columns, so other columns mean another order.
    return !aim.key().isEmpty() || (!drifted && names(aim).equals(names(live)));
  }

  private static List<String> names(Table table) {
    return table.stored().stream().map(Column::name).toList();
  }

  private static String keyText(Table table) {
    return table.key().isEmpty() ? "their whole content" : String.join(", ", table.key());
  }

  private static String typeText(Column column) {
    return column.type().isEmpty() ? "untyped" : column.type();
  }
}
