package dev.belay.match;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.diff.LiveChunks;
import dev.belay.model.BelayException;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.MatchedTable;
import dev.belay.model.Progress;
import dev.belay.model.ShortId;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Chunk;
import dev.belay.rows.CopyText;
import dev.belay.rows.Dataset;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Carries out the steps: reads the tables that keys concern of both sides once, and writes their
 * rows as they will be.
 */
public final class Matcher {
  private final ChunkedDataset source;
  private final Dataset live;
  private final String database;
  private final Map<TableName, Set<String>> caseless;
  private final Progress progress;
  private final Spool spool;
  private final Map<TableName, Path> works = new HashMap<>();
  private final Map<TableName, Map<List<String>, IdMap>> maps = new HashMap<>();
  private final List<MatchedTable> matched = new ArrayList<>();
  private final Map<TableName, Optional<Counter>> counters = new TreeMap<>();
  private List<MatchStep> steps = List.of();

  private Matcher(
      ChunkedDataset source,
      Dataset live,
      String database,
      Map<TableName, Set<String>> caseless,
      Progress progress,
      Spool spool) {
    this.source = source;
    this.live = live;
    this.database = database;
    this.caseless = caseless;
    this.progress = progress;
    this.spool = spool;
  }

  /**
   * The source with live keys.
   *
   * @param live the database at the moment that the aim is for
   * @param database what people call it
   * @param keys natural keys by table
   * @param selected the tables that are to be made equal
   * @param ids names chunks
   */
  public static MatchedAim match(
      ChunkedDataset source,
      Dataset live,
      String database,
      Keys keys,
      List<TableName> selected,
      LiveChunks.Ids ids,
      Progress progress)
      throws IOException {
    Spool spool = new Spool();
    try {
      Matcher matcher = new Matcher(source, live, database, keys.caseless(), progress, spool);
      return matcher.run(keys.steps(source, live, selected), ids);
    } catch (IOException | RuntimeException | Error e) {
      spool.close();
      throw e;
    }
  }

  private MatchedAim run(List<MatchStep> all, LiveChunks.Ids ids) throws IOException {
    steps = all;
    progress.phase("matching rows");
    for (MatchStep step : steps) {
      progress.stopIfCancelled();
      first(step);
    }
    Map<TableName, MatchedAim.Ready> ready = new TreeMap<>();
    for (MatchStep step : steps) {
      progress.stopIfCancelled();
      ready.put(step.table().name(), last(step));
    }
    return new MatchedAim(source, ready, counters(), matched, ids, spool);
  }

  /** Until it is known which rows are which. */
  private void first(MatchStep step) throws IOException {
    Path work = begin(step);
    for (Link link : step.before()) {
      work = follow(step, link).run(work);
    }
    if (step.matched()) {
      work = pair(step, work);
    }
    works.put(step.table().name(), work);
    Shape shape = Shape.of(step);
    for (List<String> columns : wanted(step.table().name())) {
      maps.computeIfAbsent(step.table().name(), t -> new HashMap<>())
          .put(columns, IdMap.of(spool, work, shape, columns));
    }
  }

  /** By which columns other tables refer to it. */
  private List<List<String>> wanted(TableName table) {
    return steps.stream()
        .flatMap(s -> java.util.stream.Stream.of(s.before(), s.self(), s.after()))
        .flatMap(List::stream)
        .filter(l -> l.target().equals(table))
        .map(Link::targetColumns)
        .distinct()
        .toList();
  }

  private Follow follow(MatchStep step, Link link) {
    IdMap map = maps.getOrDefault(link.target(), Map.of()).get(link.targetColumns());
    if (map == null) {
      throw new IllegalStateException(link + " comes too early");
    }
    return new Follow(
        spool,
        Shape.of(step),
        link,
        map,
        ShortId.of(source.name()),
        source.withoutIds().contains(link.target()));
  }

  private Path begin(MatchStep step) throws IOException {
    Shape shape = Shape.of(step);
    Table table = step.table();
    progress.table(table.name(), -1);
    Path work = spool.next();
    try (Spool.Lines out = Spool.append(work);
        ChunkedRows rows = source.chunks(table)) {
      while (rows.next()) {
        progress.stopIfCancelled();
        Chunk chunk = rows.open();
        byte[] buffer = chunk.buffer();
        int end;
        for (int at = 0; at < chunk.length(); at = end) {
          end = CopyText.lineEnd(buffer, at);
          out.add(Fields.line(shape.begin(Fields.split(buffer, at, shape.stored()))));
        }
      }
    }
    return work;
  }

  private Path pair(MatchStep step, Path work) throws IOException {
    Shape shape = Shape.of(step);
    Set<String> folded =
        step.role() == MatchStep.Role.NATURAL
            ? caseless.getOrDefault(step.table().name(), Set.of())
            : Set.of();
    UnaryOperator<byte[][]> seen =
        folded.isEmpty()
            ? UnaryOperator.identity()
            : new Folding(live.catalog().engine(), step.by(), folded)::of;
    Pairing pairing = new Pairing(spool, step, seen);
    LiveSide side = LiveSide.read(spool, live, step, seen);
    if (step.role() == MatchStep.Role.NATURAL) {
      pairing.requireUnique(work, side.pairs(), ShortId.of(source.name()), database);
    }
    List<String> key = step.table().key();
    NewKeys keys = new NewKeys(spool, step, live.catalog().engine());
    RowSorter all = spool.sorter(shape.forms(key));
    RowSorter created = spool.sorter(shape.forms(key));
    boolean made = source.withoutIds().contains(step.table().name());
    long[] counts = new long[2];
    Pairing.Found found =
        (line, is) -> {
          counts[is ? 0 : 1]++;
          if (!is && (made || step.numbered())) {
            keys.mark(line);
          } else if (!is) {
            created.add(Fields.line(Fields.pick(line, shape.lasts(key))));
          }
          all.add(Fields.line(Fields.pick(line, shape.sources(key)), line));
        };
    if (step.self().isEmpty()) {
      pairing.run(work, side.pairs(), found);
    } else {
      new Levels(spool, step, pairing, ShortId.of(source.name())).run(work, side.pairs(), found);
    }
    matched.add(
        new MatchedTable(
            step.table().name(),
            step.role() == MatchStep.Role.NATURAL ? step.by() : List.of(),
            counts[0],
            counts[1]));
    if (!made && !step.numbered()) {
      keys.requireFree(created, live);
    }
    NewKeys.Numbered numbered = keys.number(all.finish(), key.size(), side, live.counters());
    if (step.numbered()) {
      counters.put(step.table().name(), numbered.counter());
    }
    return numbered.work();
  }

  /** The rows as they will be, in their order. */
  private MatchedAim.Ready last(MatchStep step) throws IOException {
    Shape shape = Shape.of(step);
    Path work = works.getOrDefault(step.table().name(), Path.of(""));
    for (List<Link> links : List.of(step.self(), step.after())) {
      for (Link link : links) {
        work = follow(step, link).run(work);
      }
    }
    RowLayout layout = RowLayout.of(step.table());
    RowSorter sorter = spool.sorter(layout);
    try (LineReader lines = new LineReader(work)) {
      while (lines.next()) {
        byte[][] line = Fields.split(lines.buffer(), lines.start(), shape.width());
        sorter.add(Fields.line(shape.end(line)));
      }
    }
    Path sorted = sorter.finish();
    requireApart(step, layout, sorted);
    return new MatchedAim.Ready(sorted, sorter.digest());
  }

  /** Two rows of the source can't become one row of the database. */
  private static void requireApart(MatchStep step, RowLayout layout, Path sorted)
      throws IOException {
    if (!layout.keyed() || step.table().keyNullable()) {
      return;
    }
    byte[] before = {};
    try (LineReader lines = new LineReader(sorted)) {
      while (lines.next()) {
        byte[] now = Arrays.copyOfRange(lines.buffer(), lines.start(), lines.end());
        if (before.length > 0
            && layout.compare(before, 0, before.length, now, 0, now.length) == 0) {
          throw new BelayException(
              ErrorCode.REFUSED,
              "two rows of %s would have the same %s"
                  .formatted(step.table().name(), String.join(", ", step.table().key())),
              "name a natural key for " + step.table().name());
        }
        before = now;
      }
    }
  }

  /** Those of the source, but live ones where rows are numbered anew. */
  private List<Counter> counters() {
    List<Counter> all = new ArrayList<>();
    for (Counter counter : source.counters()) {
      if (steps.stream().noneMatch(s -> s.numbered() && numbers(s, counter))) {
        all.add(counter);
      }
    }
    counters.values().forEach(c -> c.ifPresent(all::add));
    return all;
  }

  private boolean numbers(MatchStep step, Counter counter) {
    return new NewKeys(spool, step, live.catalog().engine()).numbers(counter);
  }
}
