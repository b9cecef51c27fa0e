package dev.belay.engine.sqlite;

import dev.belay.engine.sqlite.pages.DamagedPages;
import dev.belay.engine.sqlite.pages.Pages;
import dev.belay.engine.sqlite.pages.TableTree;
import dev.belay.model.Column;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Reads tables from the pages of their file, which takes a fraction of what SQLite's calls take,
 * value by value: those whose rows lie there in the order that is wanted. For any thread.
 */
final class PagedTables {
  private final Pages pages;
  private final IndexProof proof;
  private final Failures failures;

  PagedTables(Pages pages, IndexProof proof, Failures failures) {
    this.pages = pages;
    this.proof = proof;
    this.failures = failures;
  }

  /** Whether a table with rowids takes more than a page. */
  boolean isLarge(Session session, Table table) throws SQLException, IOException {
    Long root = proof.roots(session).get(table.name().name());
    try {
      return root != null && TableTree.isLarge(pages, root);
    } catch (DamagedPages e) {
      // Whoever reads it will say so.
      return false;
    }
  }

  /**
   * All rows of a table; empty where they are SQLite's to read.
   *
   * @param session reads the same state, and nothing else until the rows are closed
   * @param proving whether what is read is to prove the table's indexes
   * @param onClose runs once, if there are rows
   */
  Optional<RowStream> rows(Session session, Table table, boolean proving, Runnable onClose)
      throws SQLException, IOException {
    Optional<PagedTable> place =
        PagedTable.of(session, table, proof.roots(session).get(table.name().name()));
    if (place.isEmpty()) {
      return Optional.empty();
    }
    boolean alias = Rowid.isAlias(table);
    Optional<IndexScan> order =
        alias ? Optional.empty() : proof.alongRowids(session, table, proving);
    if (!alias && order.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PagedRows(
            pages,
            place.get(),
            new LaterColumns(session, table, rowid(session, table)),
            new RowLine(table.stored(), sums(session, table, proving)),
            order,
            read -> {
              if (proving) {
                proof.expect(table.name().name(), read.sums());
              }
            },
            failures,
            table.name(),
            onClose));
  }

  /** What to sum up: for the proof, or at least for the index that gives the order. */
  private Optional<RowSums> sums(Session session, Table table, boolean proving)
      throws SQLException {
    if (!proving && Rowid.isAlias(table)) {
      return Optional.empty();
    }
    TableIndexes indexes = proof.indexes(session, table.name().name());
    List<IndexShape> summed = proving ? indexes.all() : indexes.ofKey(table).stream().toList();
    List<String> selected = table.stored().stream().map(Column::name).toList();
    return summed.isEmpty()
        ? Optional.empty()
        : Optional.of(new RowSums(summed, selected, selected.size()));
  }

  private String rowid(Session session, Table table) throws SQLException {
    return Rowid.isAlias(table)
        ? Sql.name(table.key().get(0))
        : proof.indexes(session, table.name().name()).rowid();
  }
}
