package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.Change.Violation;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan.Reason;
import dev.belay.model.ShortId;
import dev.belay.model.Table;
import dev.belay.rules.RuledAim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the tables' own constraints (NOT NULL, CHECK, UNIQUE) say of rows that are to come. The
 * database would refuse them as they are applied; a plan says so before. Rows that were there under
 * the very same CHECK constraints, though they broke one, are let past them.
 */
final class Objections {
  private static final String CHECK = "CHECK ";
  private static final String NOT_NULL = " NOT NULL";

  private final Order order;
  private final Change change;

  Objections(Order order, Change change) {
    this.order = order;
    this.change = change;
  }

  /**
   * Whether a table may refuse rows of the aim: {@link #stricter}, or nobody knows, or they come to
   * stand beside others.
   */
  boolean possible(Table live) throws IOException {
    boolean beside = order.mode() != Mode.REPLACE && change.mayClash(live);
    return beside || asItWas(live).isEmpty() || stricter(live);
  }

  /** Whether a table is known to demand more of rows than the one did that they come from. */
  boolean stricter(Table live) {
    return asItWas(live).filter(aim -> demandsMore(live, aim)).isPresent();
  }

  /** The table that rows come from just as they were, where it is known what it demanded. */
  private Optional<Table> asItWas(Table live) {
    return order.aim().original(live.name())
        ? order.aim().catalog().table(live.name()).filter(t -> t.constraints().isPresent())
        : Optional.empty();
  }

  private static boolean demandsMore(Table live, Table aim) {
    for (Column now : live.stored()) {
      Optional<Column> before = aim.column(now.name());
      if (before.isPresent()
          && (!now.type().equalsIgnoreCase(before.get().type())
              || (before.get().nullable() && !now.nullable()))) {
        return true;
      }
    }
    return !known(aim).containsAll(known(live));
  }

  private static List<String> known(Table table) {
    return table.constraints().orElse(List.of());
  }

  private static List<String> checks(Table table) {
    return known(table).stream().filter(c -> c.startsWith(CHECK)).toList();
  }

  /** The same of what comes into a table for this reason. */
  private boolean possible(TableWork work) throws IOException {
    return switch (work.reason()) {
      case SELECTED -> possible(work.live());
      case REFERENCED -> possible(work.live()) || change.mayClash(work.live());
      case CASCADE -> work.update() > 0;
      case REFERRING -> false;
    };
  }

  /** SCHEMA_MISMATCH with all that the database would refuse, as far as rows are staged. */
  void require(Collection<TableWork> works) throws IOException {
    List<String> refused = new ArrayList<>();
    List<String> doubled = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (TableWork work : works) {
      Table live = work.live();
      if (!work.staged() || !work.changes() || !possible(work)) {
        continue;
      }
      for (Violation violation : change.violations(live)) {
        if (!(violation.constraint().startsWith(CHECK) && mayBreakChecks(work))) {
          refused.add(told(live, violation));
          if (work.reason() != Reason.SELECTED) {
            taken.add(live.name().toString());
          } else if (!violation.constraint().startsWith(CHECK)
              && !violation.constraint().endsWith(NOT_NULL)) {
            doubled.add(live.name().toString());
          }
        }
      }
    }
    if (!refused.isEmpty()) {
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "the database does not take what would come: " + String.join("; ", refused),
          taken.isEmpty() ? wayOut(doubled) : together(taken));
    }
  }

  private static String together(List<String> taken) {
    String tables = String.join(", ", taken.stream().distinct().toList());
    return "it is taken along for what was asked for: restore %s as well, in mode replace"
        .formatted(tables);
  }

  private String wayOut(List<String> doubled) {
    if (order.ruled().flatMap(RuledAim::ruling).isPresent()) {
      return "see whether it is a rule of the profile that makes such rows; nothing was changed";
    }
    if (!order.command().equals("restore")) {
      return "drop these constraints for the time being, and add them again; or take single tables from the safety snapshot: belay restore %s --table TABLE"
          .formatted(ShortId.of(order.source()));
    }
    return order.mode() == Mode.REPLACE || doubled.isEmpty()
        ? "change these constraints, leave tables out with --exclude-table, or build a new database with --create --db"
        : "match rows by what is unique in them (--key TABLE=COLUMN,…), leave %s out with --exclude-table, or use mode replace"
            .formatted(String.join(", ", doubled.stream().distinct().toList()));
  }

  private static String told(Table live, Violation violation) {
    return "%d %s of %s for which %s does not hold"
        .formatted(
            violation.rows(),
            violation.rows() == 1 ? "row" : "rows",
            live.name(),
            violation.constraint());
  }

  /** The database has no CHECK constraint on it that the rows were not held to before. */
  private boolean mayBreakChecks(TableWork work) {
    return work.reason() == Reason.SELECTED
        && work.compared().size() == work.live().stored().size()
        && asItWas(work.live())
            .filter(aim -> known(aim).containsAll(checks(work.live())))
            .isPresent();
  }

  /**
   * Lets rows past CHECK constraints that they broke before, too.
   *
   * @return which, for a person
   */
  List<String> exempt(Collection<TableWork> works) throws IOException {
    List<String> kept = new ArrayList<>();
    for (TableWork work : works) {
      Table live = work.live();
      if (!work.changes() || checks(live).isEmpty() || !mayBreakChecks(work)) {
        continue;
      }
      List<Violation> broken = work.bulk() ? List.of() : change.failedChecks(live);
      if (work.bulk() || !broken.isEmpty()) {
        change.exempt(live);
      }
      for (Violation violation : broken) {
        kept.add(told(live, violation) + ", as in the snapshot");
      }
    }
    return kept;
  }
}
