package dev.belay.export;

import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides of each column whether it goes out as it is, masked or not at all, and can tell. */
final class Outgoing {
  private final Secrets secrets;
  private final boolean all;
  private final Sensitive sensitive;
  private final Masks masks;
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> masked = new ArrayList<>();
  private final List<String> included = new ArrayList<>();

  /**
   * USAGE where a rule names no column.
   *
   * @param all whether everything goes out as it is, and nothing needs telling
   */
  Outgoing(Secrets secrets, Catalog structure, boolean all) {
    this.secrets = secrets;
    this.all = all;
    Sensitive.requireKnown(secrets.rules(), structure);
    this.sensitive = new Sensitive(secrets.rules());
    this.masks = new Masks(secrets.rules().masks(), structure, new Pseudonyms(secrets.maskKey()));
  }

  ExportTable table(Table table) {
    List<ExportColumn> columns = new ArrayList<>();
    List<Column> stored = table.stored();
    for (int i = 0; i < stored.size(); i++) {
      Column column = stored.get(i);
      String name = table.name() + "." + column.name();
      Optional<Masker> masker = all ? Optional.empty() : masks.of(table, column);
      boolean secret = !all && sensitive.is(table, column);
      if (masker.isPresent()) {
        masked.add(name);
        columns.add(new ExportColumn(column, i, masker.get()));
      } else if (secret && !secrets.included()) {
        leftOut.add(name);
      } else {
        if (secret) {
          included.add(name);
        }
        columns.add(new ExportColumn(column, i, Masker.NONE));
      }
    }
    return new ExportTable(table, columns);
  }

  /** The columns that stay, by the tables that were asked for. */
  List<String> leftOut() {
    return leftOut;
  }

  /** Those that go out masked. */
  List<String> masked() {
    return masked;
  }

  /** Those that go out although they must not, because that was asked for. */
  List<String> included() {
    return included;
  }
}
