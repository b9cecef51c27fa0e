package dev.belay;

import dev.belay.engine.Database;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Scratch;
import dev.belay.engine.UserSql;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Statistic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The figures that a profile asks for. They are shown, and decide nothing: one that can't be had is
 * a warning. But what is no query is not run at all.
 */
final class Figures {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MOST_ROWS = 20;
  private static final List<String> WRITES = List.of("insert", "update", "delete", "merge");

  private final Map<String, String> queries;
  private final Database database;
  private final ReadOptions options;
  private final Set<String> warnings = new LinkedHashSet<>();

  /**
   * USAGE where one of them is no query.
   *
   * @param queries by name, in order
   */
  Figures(Map<String, String> queries, Database database, ReadOptions options) {
    this.queries = queries;
    this.database = database;
    this.options = options;
    UserSql.Dialect dialect =
        database.address().engine().equals("sqlite")
            ? UserSql.Dialect.SQLITE
            : UserSql.Dialect.POSTGRESQL;
    queries.forEach((name, sql) -> requireQuery(what(name), sql, dialect));
  }

  private static void requireQuery(String what, String sql, UserSql.Dialect dialect) {
    UserSql one = UserSql.of(what, sql, dialect).requireQuery();
    boolean with =
        one.tokens().stream()
            .filter(t -> !t.blank())
            .findFirst()
            .filter(t -> t.is("with"))
            .isPresent();
    boolean writes = one.tokens().stream().anyMatch(t -> WRITES.stream().anyMatch(t::is));
    if (with && writes) {
      throw new BelayException(
          ErrorCode.USAGE, what + " would change something", "a figure is one SELECT");
    }
  }

  private static String what(String name) {
    return "statistics: " + name;
  }

  /** Their values now, as the values before a run. */
  List<Statistic> now() {
    List<Statistic> figures = new ArrayList<>();
    queries.forEach((name, sql) -> figures.add(new Statistic(name, ask(name, sql), empty())));
    return figures;
  }

  /** The same figures with their values now, as the values after a run. */
  List<Statistic> after(List<Statistic> before) {
    return before.stream()
        .map(s -> s.then(ask(s.name(), queries.getOrDefault(s.name(), ""))))
        .toList();
  }

  /** What could not be had. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private static Optional<String> empty() {
    return Optional.empty();
  }

  /** Each in a session of its own: one that fails spoils no other. */
  private Optional<String> ask(String name, String sql) {
    try (Scratch scratch = database.scratch(options)) {
      scratch.begin(List.of());
      return text(scratch.ask(what(name), sql, LIMIT));
    } catch (BelayException | IOException e) {
      warnings.add("no figure: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** One value as it is; more of them in a line. */
  private static Optional<String> text(Scratch.Answer answer) {
    boolean one = answer.rows().size() == 1 && answer.columns().size() == 1;
    if (one) {
      return Optional.ofNullable(answer.rows().get(0).get(0));
    }
    List<String> rows =
        answer.rows().stream()
            .limit(MOST_ROWS)
            .map(row -> String.join(" ", row.stream().map(v -> v == null ? "–" : v).toList()))
            .toList();
    String more = answer.rows().size() > MOST_ROWS ? "; …" : "";
    return rows.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", rows) + more);
  }
}
