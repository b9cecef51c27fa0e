package dev.belay.rules;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.engine.Scratch;
import dev.belay.engine.Stage;
import dev.belay.engine.UserSql;
import dev.belay.model.Counter;
import dev.belay.model.Progress;
import dev.belay.model.RuleEffect;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Chunk;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries rules out on private tables. */
final class Working {
  private final Scratch scratch;
  private final ChunkedDataset source;
  private final Map<TableName, Ruled> ruled;
  private final List<Counter> counters;
  private final boolean matched;
  private final Progress progress;

  /**
   * @param counters where the numbering of rows that rules put in goes on
   * @param matched whether live rows that stay come in only when rows were matched
   */
  Working(
      Scratch scratch,
      ChunkedDataset source,
      Map<TableName, Ruled> ruled,
      List<Counter> counters,
      boolean matched,
      Progress progress) {
    this.matched = matched;
    this.counters = counters;
    this.scratch = scratch;
    this.source = source;
    this.ruled = ruled;
    this.progress = progress;
  }

  private List<Ruled> copied() {
    return ruled.values().stream().filter(Ruled::copied).toList();
  }

  /** What the tables begin with. */
  void fill() throws IOException {
    scratch.begin(copied().stream().map(Ruled::aim).toList(), counters);
    for (Ruled one : copied()) {
      if (one.clear()) {
        continue;
      }
      if (one.source().isPresent()) {
        fill(one.source().get());
      } else {
        scratch.fillLive(one.aim(), "copy", Optional.empty(), Scratch.Which.MATCHING);
      }
    }
  }

  private void fill(Table table) throws IOException {
    progress.table(table.name(), -1);
    try (ChunkedRows rows = source.chunks(table);
        Stage fill = scratch.fill(table, table.stored())) {
      while (rows.next()) {
        progress.stopIfCancelled();
        Chunk chunk = rows.open();
        lines(chunk, fill);
        progress.advance(table.name(), chunk.digest().rows(), chunk.length());
      }
    }
  }

  private static void lines(Chunk chunk, Stage fill) throws IOException {
    byte[] bytes = chunk.buffer();
    int from = 0;
    for (int i = 0; i < chunk.length(); i++) {
      if (bytes[i] == '\n') {
        fill.insert(bytes, from, i + 1);
        from = i + 1;
      }
    }
  }

  /**
   * Runs the statements in the order of docs/profiles.md. Rows that the source is not about come in
   * before the statements that run last, and only those see them.
   */
  List<RuleEffect> run(List<Step> steps, String place, UserSql.Dialect dialect) throws IOException {
    List<RuleEffect> effects = new ArrayList<>();
    for (Ruled one : ruled.values()) {
      if (one.clear()) {
        effects.add(new RuleEffect("clear", one.aim().name().toString(), "", before(one)));
      }
      if (one.copied() && !one.clear() && one.only().isPresent()) {
        effects.add(run(Step.only(place, one.aim(), one.only().get(), dialect), place));
      }
    }
    for (Step step : steps) {
      if (!step.table().isEmpty()) {
        effects.add(run(step, place));
      }
    }
    for (Ruled one : copied()) {
      if (!matched && one.touched().isPresent()) {
        String rule = place + ": where of " + one.aim().name();
        Table live = scratch.catalog().table(one.aim().name()).orElseThrow();
        long stay = scratch.fillLive(live, rule, one.touched(), Scratch.Which.OTHERS);
        effects.add(
            new RuleEffect("where", one.aim().name().toString(), one.touched().get(), stay));
      }
    }
    for (Step step : steps) {
      if (step.table().isEmpty()) {
        effects.add(run(step, place));
      }
    }
    return effects;
  }

  private RuleEffect run(Step step, String place) throws IOException {
    Optional<Ruled> one =
        ruled.values().stream()
            .filter(r -> r.aim().name().toString().equals(step.table()))
            .findFirst();
    String sql = one.map(r -> step.on(scratch.sql(r.aim()))).orElse(step.sql());
    long rows = scratch.run(step.name(place), sql);
    return new RuleEffect(step.rule(), step.table(), step.told(), rows);
  }

  /** How many rows a cleared table would have begun with. */
  private long before(Ruled one) {
    return one.source().flatMap(source::digest).map(TableDigest::rows).orElse(-1L);
  }
}
