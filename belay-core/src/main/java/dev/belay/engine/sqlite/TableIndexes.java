package dev.belay.engine.sqlite;

import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of one table.
 *
 * @param table its name
 * @param rowid a name of the rowid that is no column's, or the column that is one with it; empty
 *     where there is none
 * @param all its indexes, where each of them can be proved ({@link IndexProof}); else empty
 * @param provable whether that is so
 */
record TableIndexes(String table, String rowid, List<IndexShape> all, boolean provable) {
  TableIndexes {
    all = List.copyOf(all);
  }

  private static TableIndexes beyondProof(String table) {
    return new TableIndexes(table, "", List.of(), false);
  }

  /**
   * @param roots where each index of the database begins, by its name
   */
  static TableIndexes of(Session session, String table, Encoding encoding, Map<String, Long> roots)
      throws SQLException {
    if (Rowid.none(session, table)) {
      return beyondProof(table);
    }
    Map<String, Affinity> plain = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (List<@Nullable String> row :
        session.rows(
            "SELECT name, hidden, pk = 1 AND max(pk) OVER () = 1 AND upper(type) = 'INTEGER', type FROM"
                + " pragma_table_xinfo(%s, 'main')".formatted(Sql.text(table)))) {
      names.add(String.valueOf(row.get(0)));
      // An index over the rowid by its other name holds it twice, and shows one of them only.
      boolean maybeRowid = "1".equals(row.get(2));
      if ("0".equals(row.get(1)) && !maybeRowid) {
        plain.put(String.valueOf(row.get(0)), Affinity.of(String.valueOf(row.get(3)), false));
      }
    }
    Optional<String> rowid =
        List.of("rowid", "_rowid_", "oid").stream()
            .filter(name -> names.stream().noneMatch(name::equalsIgnoreCase))
            .findFirst();
    List<IndexShape> shapes = new ArrayList<>();
    for (List<@Nullable String> index :
        session.rows(
            "SELECT name, \"unique\", partial FROM pragma_index_list(%s, 'main')"
                .formatted(Sql.text(table)))) {
      Long root = roots.get(String.valueOf(index.get(0)));
      Optional<IndexShape> shape =
          root == null ? Optional.empty() : shape(session, table, index, root, plain, encoding);
      if (shape.isEmpty() || rowid.isEmpty()) {
        return beyondProof(table);
      }
      shapes.add(shape.get());
    }
    return new TableIndexes(table, rowid.orElse(""), shapes, true);
  }

  private static Optional<IndexShape> shape(
      Session session,
      String table,
      List<@Nullable String> index,
      long root,
      Map<String, Affinity> plain,
      Encoding encoding)
      throws SQLException {
    String name = String.valueOf(index.get(0));
    boolean partial = !"0".equals(index.get(2));
    Optional<List<IndexShape.Part>> parts =
        IndexShape.parts(
            session.rows(
                "SELECT name, coll, \"desc\" FROM pragma_index_xinfo(%s, 'main') WHERE key = 1 ORDER BY seqno"
                    .formatted(Sql.text(name))),
            plain);
    if (partial || parts.isEmpty()) {
      return Optional.empty();
    }
    // What else there is compares texts in UTF-8, which these are not.
    boolean known =
        encoding == Encoding.UTF_8
            || parts.get().stream().allMatch(p -> p.collation() == IndexShape.Collation.BINARY);
    return known
        ? Optional.of(new IndexShape(table, name, "1".equals(index.get(1)), root, parts.get()))
        : Optional.empty();
  }

  /** The index whose order is that of the table's key. */
  Optional<IndexShape> ofKey(Table of) {
    return all.stream()
        .filter(index -> index.unique() && index.isPlainOrder() && !of.keyNullable())
        .filter(index -> index.columns().equals(of.key()))
        .findFirst();
  }
}
