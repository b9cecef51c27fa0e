package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.Change.Reference;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey.Action;
import dev.belay.model.RowCount;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows that refer to rows which a reset takes away, in a table of which its rules say nothing.
 *
 * @param reference which table, and by which foreign key
 * @param rows how many rows
 */
record Uncovered(Reference reference, long rows) {

  /** REFUSED, with a question: what is to become of these tables, and of those behind them? */
  static BelayException question(
      Change change,
      References references,
      Coverage coverage,
      Set<TableName> selected,
      List<Uncovered> found)
      throws IOException {
    List<Uncovered> all = new ArrayList<>(found);
    Set<TableName> known = new HashSet<>(selected);
    known.addAll(coverage.keep());
    Deque<TableName> open = new ArrayDeque<>();
    found.stream().map(u -> u.reference().child().name()).filter(known::add).forEach(open::add);
    while (!open.isEmpty()) {
      for (Reference behind : references.to(open.pop())) {
        TableName child = behind.child().name();
        long rows = known.contains(child) ? 0 : Entity.referring(change, behind);
        if (rows > 0) {
          known.add(child);
          open.add(child);
          all.add(new Uncovered(behind, rows));
        }
      }
    }
    Set<String> names = new LinkedHashSet<>();
    all.forEach(u -> names.add(u.reference().child().name().toString()));
    String tables = String.join(", ", names);
    boolean mayStay = all.stream().allMatch(u -> u.reference().key().onDelete() == Action.SET_NULL);
    return new BelayException(
            ErrorCode.REFUSED,
            "%s; profile %s says nothing of %s: what is to become of %s?"
                .formatted(
                    String.join("; ", all.stream().map(Uncovered::inWords).distinct().toList()),
                    coverage.profile(),
                    tables,
                    names.size() == 1 ? "it" : "them"),
            "nothing was changed; in profile %s, reset, either 'clear: [%s]' beside what is cleared (or --clear), or 'keep: [%s]'%s"
                .formatted(
                    coverage.profile(),
                    tables,
                    tables,
                    mayStay
                        ? " (the references are then set to NULL)"
                        : ", for which their foreign keys have to be ON DELETE SET NULL"))
        .about(List.copyOf(names));
  }

  private String inWords() {
    return "%s of %s %s to rows of %s that go (%s)"
        .formatted(
            RowCount.of(rows),
            reference.child().name(),
            RowCount.refer(rows),
            reference.key().target(),
            String.join(", ", reference.key().columns()));
  }

  /** REFUSED: the rules say that a table stays, and its foreign key does not let it. */
  static BelayException cannotStay(Reference reference, long rows, boolean renumbered) {
    String why =
        renumbered
            ? "whose rows get new numbers"
            : "and its foreign key does not say SET NULL but "
                + reference.key().onDelete().name().replace('_', ' ');
    return new BelayException(
        ErrorCode.REFUSED,
        "%s can't be kept: %s, %s"
            .formatted(reference.child().name(), new Uncovered(reference, rows).inWords(), why),
        renumbered
            ? "nothing was changed; 'counters: keep' gives numbers that were never used, or give the"
                + " seed its keys in a CSV file"
            : "nothing was changed; clear it as well, or let its foreign key be ON DELETE SET NULL");
  }
}
