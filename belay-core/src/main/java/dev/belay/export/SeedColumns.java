package dev.belay.export;

import dev.belay.engine.Constraints;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Nearest;
import dev.belay.model.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where each column of a seeded table gets its values from: the file, a count, its default where
 * that is always the same. A column whose default depends on the moment is left to the database.
 */
final class SeedColumns {
  private static final Pattern TEXT =
      Pattern.compile("'((?:[^']|'')*)'(?:::[\\w \".\\[\\](),]+)?", Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile("\\(?([+-]?[0-9]+(?:\\.[0-9]+)?)\\)?(?:::[\\w \".(),]+)?");

  private final String file;
  private final Table table;
  private final Constraints constraints;

  /** Where a column's value comes from. */
  sealed interface Origin {
    /** The file. */
    record InFile(int place, boolean typed) implements Origin {}

    /** The rows are counted. */
    record Counted() implements Origin {}

    /** A uuid that follows from the row. */
    record Named() implements Origin {}

    /** Always the same. */
    record Fixed(Value value) implements Origin {}
  }

  /** A column with what it gets. */
  record Filled(Column column, Origin origin) {}

  SeedColumns(String file, Table table, Constraints constraints) {
    this.file = file;
    this.table = table;
    this.constraints = constraints;
  }

  /** The columns of the seed's rows, in the table's order; USAGE where they don't make rows. */
  List<Filled> of(FileTable head) {
    requireKnown(head);
    List<Filled> filled = new ArrayList<>();
    for (Column column : table.stored()) {
      int place = FileFit.index(head, column.name());
      Optional<Origin> origin =
          place >= 0
              ? Optional.of(new Origin.InFile(place, head.columns().get(place).typed()))
              : otherwise(column);
      if (origin.isPresent()) {
        filled.add(new Filled(column, origin.get()));
      } else if (table.key().isEmpty() || table.key().contains(column.name())) {
        throw lacks(column, "by which rows are told apart");
      }
    }
    return filled;
  }

  private Optional<Origin> otherwise(Column column) {
    if (isCounted(column)) {
      return Optional.of(new Origin.Counted());
    }
    String text = constraints.defaults().getOrDefault(column.name(), "");
    if (column.type().equals("uuid") && !text.isEmpty() && table.key().contains(column.name())) {
      return Optional.of(new Origin.Named());
    }
    if (!text.isEmpty()) {
      return constant(text).map(Origin.Fixed::new);
    }
    if (column.hasDefault()) {
      return Optional.empty();
    }
    if (!column.nullable()) {
      throw lacks(column, "which allows no NULL and has no default");
    }
    return Optional.of(new Origin.Fixed(Value.NULL));
  }

  /** SQLite's only column of whole numbers is another name of the rowid. */
  private boolean isCounted(Column column) {
    return constraints.starts().containsKey(column.name())
        || (column.form() == Form.INTEGER
            && column.hasDefault()
            && table.key().equals(List.of(column.name()))
            && table.name().schema().equals("main")
            && column.type().equalsIgnoreCase("INTEGER"));
  }

  private BelayException lacks(Column column, String why) {
    return new BelayException(
        ErrorCode.USAGE,
        "%s lacks the column %s of %s, %s".formatted(file, column.name(), table.name(), why),
        "nothing was changed; add the column to the file");
  }

  private void requireKnown(FileTable head) {
    Set<String> seen = new HashSet<>();
    for (FileTable.FileColumn column : head.columns()) {
      if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new BelayException(
            ErrorCode.USAGE,
            "%s has the column %s twice".formatted(file, column.name()),
            "nothing was changed; take one out");
      }
      boolean known =
          table.columns().stream().anyMatch(c -> c.name().equalsIgnoreCase(column.name()));
      if (!known) {
        List<String> names = table.columns().stream().map(Column::name).toList();
        throw new BelayException(
            ErrorCode.USAGE,
            "%s has a column %s, and table %s has none.%s"
                .formatted(
                    file, column.name(), table.name(), Nearest.question(column.name(), names)),
            "nothing was changed; the table has " + String.join(", ", names));
      }
    }
  }

  /** A default that is a plain value, as both engines write it. */
  static Optional<Value> constant(String sql) {
    String text = sql.strip();
    Matcher quoted = TEXT.matcher(text);
    if (quoted.matches()) {
      return Optional.of(new Value.Text(quoted.group(1).replace("''", "'")));
    }
    Matcher number = NUMBER.matcher(text);
    if (number.matches()) {
      return Optional.of(new Value.Text(number.group(1)));
    }
    return switch (text.toLowerCase(Locale.ROOT).replaceFirst("::.*", "")) {
      case "null" -> Optional.of(Value.NULL);
      case "true" -> Optional.of(new Value.Flag(true));
      case "false" -> Optional.of(new Value.Flag(false));
      default -> Optional.empty();
    };
  }
}
