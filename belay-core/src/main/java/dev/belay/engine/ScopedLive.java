package dev.belay.engine;

import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ForeignKey;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A live database of which some rows and columns are left out. */
public final class ScopedLive implements LiveDataset {
  private final LiveDataset live;
  private final Map<TableName, String> where;
  private final Map<TableName, List<String>> without;
  private final Catalog catalog;

  /**
   * @param live the database; closed with this
   * @param where which rows, in the engine's SQL, of tables of which not all are shown
   * @param without columns that are left out, none of them in a key
   */
  public ScopedLive(
      LiveDataset live, Map<TableName, String> where, Map<TableName, List<String>> without) {
    this.live = live;
    this.where = Map.copyOf(where);
    this.without = Map.copyOf(without);
    Catalog all = live.catalog();
    this.catalog =
        without.isEmpty()
            ? all
            : new Catalog(
                all.engine(),
                all.version(),
                all.tables().stream().map(this::scoped).toList(),
                all.settings());
  }

  private Table scoped(Table table) {
    List<Column> columns =
        table.columns().stream().filter(c -> !left(table.name(), c.name())).toList();
    return table
        .withColumns(columns)
        .withForeignKeys(
            table.foreignKeys().stream().filter(key -> shown(table.name(), key)).toList());
  }

  private boolean left(TableName table, String column) {
    return without.getOrDefault(table, List.of()).contains(column);
  }

  /** A reference is one only while both its ends can be seen. */
  private boolean shown(TableName table, ForeignKey key) {
    return key.columns().stream().noneMatch(c -> left(table, c))
        && key.targetColumns().stream().noneMatch(c -> left(key.target(), c));
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Map<TableName, String> where() {
    return where;
  }

  @Override
  public List<Counter> counters() {
    return live.counters();
  }

  @Override
  public RowStream rows(Table table) throws IOException {
    String condition = where.getOrDefault(table.name(), "");
    return condition.isEmpty() && !without.containsKey(table.name())
        ? live.rows(table)
        : live.rows(table, condition);
  }

  @Override
  public int lanes() {
    return live.lanes();
  }

  @Override
  public Scripts scripts() throws IOException {
    return live.scripts();
  }

  @Override
  public long sizeHint(Table table) throws IOException {
    return live.sizeHint(table);
  }

  @Override
  public List<Dangling> dangling(Table table) throws IOException {
    Table whole = live.catalog().table(table.name()).orElse(table);
    return live.dangling(whole).stream().filter(d -> shown(table.name(), d.key())).toList();
  }

  @Override
  public List<String> warnings() {
    return live.warnings();
  }

  @Override
  public void expectCheck() {
    live.expectCheck();
  }

  @Override
  public boolean checkTrees() throws IOException {
    return live.checkTrees();
  }

  @Override
  public List<Database.Damage> check() throws IOException {
    return live.check();
  }

  @Override
  public void close() throws IOException {
    live.close();
  }
}
