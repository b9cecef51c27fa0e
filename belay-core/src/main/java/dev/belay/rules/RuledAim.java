package dev.belay.rules;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.diff.LiveChunks;
import dev.belay.engine.Database;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Scratch;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Progress;
import dev.belay.model.RuleEffect;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A dataset through the rules of a profile. Which tables it has is known at once; their rows depend
 * on those of the live database, so they are worked out by {@link #begin}, whenever the moment is
 * there that they are to be compared with.
 */
public final class RuledAim implements ChunkedDataset {
  private final ChunkedDataset source;
  private final Binding binding;
  private final Optional<Ruling> ruling;
  private final LiveChunks.Ids ids;
  private final Map<TableName, Ruled> ruled;
  private final RuledCounters counters;
  private final Catalog catalog;
  private @Nullable Worked worked;

  /** What was worked out at one moment. */
  private record Worked(
      Scratch scratch, List<RuleEffect> effects, Map<TableName, Map<String, Long>> highest) {}

  private RuledAim(
      ChunkedDataset source,
      Binding binding,
      Optional<Ruling> ruling,
      Catalog live,
      List<Counter> liveCounters,
      LiveChunks.Ids ids) {
    this.source = source;
    this.binding = binding;
    this.ruling = ruling;
    this.ids = ids;
    this.ruled = binding.ruled();
    this.counters = new RuledCounters(source, liveCounters, ruled);
    Map<TableName, Table> tables = new TreeMap<>();
    source.catalog().tables().stream()
        .filter(t -> !binding.kept().contains(t.name()))
        .forEach(t -> tables.put(t.name(), t));
    ruled.values().forEach(r -> tables.put(r.aim().name(), r.aim()));
    this.catalog =
        new Catalog(live.engine(), live.version(), List.copyOf(tables.values()), Map.of());
  }

  /**
   * A source through rules.
   *
   * @param source stays the caller's to close
   * @param selection which of its tables are asked for beside the profile
   * @param ruling the rules; empty where only the source itself says which rows it has
   * @param live the structure of the database that is to become equal to it
   * @param liveCounters where its counters stand
   * @param owner what people call that database
   * @param ids names the chunks
   */
  public static RuledAim of(
      ChunkedDataset source,
      Selection selection,
      Optional<Ruling> ruling,
      Catalog live,
      List<Counter> liveCounters,
      String owner,
      LiveChunks.Ids ids) {
    Binding binding = new Binding(source, selection, live, owner, ruling);
    return new RuledAim(source, binding, ruling, live, liveCounters, ids);
  }

  /** The tables that become equal to what is here. */
  public Selection selection() {
    return binding.selection();
  }

  /** The rules, if it is not only the source itself that says which rows it has. */
  public Optional<Ruling> ruling() {
    return ruling;
  }

  /** What a person should know of the choice of tables. */
  public List<String> notes() {
    return binding.notes();
  }

  /** The tables whose rows are other ones than the source's. */
  public Set<TableName> changed() {
    return ruled.keySet();
  }

  /**
   * The tables whose rows depend on when the rules are worked out, so that their digest says
   * nothing of the rules.
   */
  public Set<TableName> timed() {
    return binding.timed();
  }

  /** Everything about the rules that decides what they do, as one text. */
  public String text() {
    StringBuilder text = new StringBuilder();
    ruling.ifPresent(r -> text.append(r.place()).append('\n').append(r.rules()).append('\n'));
    ruled
        .values()
        .forEach(
            r -> text.append(r.aim().name()).append(r.only()).append(r.touched()).append('\n'));
    return text.append(binding.kept().stream().sorted().toList()).append('\n').toString();
  }

  /** Whether rules, or the source's own conditions, may have taken rows or these values away. */
  public boolean mayLose(TableName table, Collection<String> columns) {
    return binding.takes(table) || sets(table, columns);
  }

  /** Whether a rule gives one of these columns another value. */
  public boolean sets(TableName table, Collection<String> columns) {
    return columns.stream().anyMatch(binding.assigned(table)::contains);
  }

  /** Which live rows stay as they are beside those that are here, by table. */
  public Map<TableName, String> stay() {
    return binding.stay();
  }

  /**
   * Works the rules out. Where the database is to be changed its writers are locked out by now.
   * Nothing is locked for it any more when this returns. REFUSED where a critical table would have
   * no rows.
   *
   * @param matched whether rows will be matched by natural keys: ids then mean other rows on either
   *     side, so live rows that {@link #stay} come in after that
   */
  public void begin(Database database, ReadOptions options, boolean matched, Progress progress)
      throws IOException {
    progress.phase("working out the rules");
    if (matched) {
      binding.requireApart();
    }
    Scratch scratch = database.scratch(options);
    try {
      Working working = new Working(scratch, source, ruled, counters.begun(), matched, progress);
      working.fill();
      List<RuleEffect> effects = working.run(binding.steps(), place(), binding.dialect());
      Map<TableName, Map<String, Long>> highest = counters.highest(scratch);
      CriticalRows critical = CriticalRows.of(binding, scratch);
      scratch.seal();
      binding.kept().stream()
          .sorted()
          .forEach(name -> effects.add(new RuleEffect("keep", name.toString(), "", -1)));
      worked = new Worked(scratch, List.copyOf(effects), highest);
      critical.require(source, this);
    } catch (IOException | RuntimeException | Error e) {
      worked = null;
      scratch.close();
      throw e;
    }
  }

  private String place() {
    return ruling.map(Ruling::place).orElse("the selection of " + source.name());
  }

  private Worked worked() {
    if (worked == null) {
      throw new IllegalStateException("the rules are not worked out");
    }
    return worked;
  }

  /** What each rule did, in the order in which they were worked out. */
  public List<RuleEffect> effects() {
    return worked().effects();
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Catalog structure() {
    return source.structure();
  }

  /**
   * The source's, of the tables that come from it; of the others where they stand. Where live rows
   * stay beside those of the source, whichever is further.
   */
  @Override
  public List<Counter> counters() {
    return counters.given(worked == null ? Map.of() : worked.highest());
  }

  @Override
  public ChunkedRows chunks(Table table) throws IOException {
    Ruled one = ruled.get(table.name());
    if (one == null) {
      return source.chunks(table);
    }
    if (!one.copied()) {
      return ChunkedRows.NONE;
    }
    return new LiveChunks(worked().scratch().rows(one.aim()), RowLayout.of(one.aim()), ids);
  }

  @Override
  public long weight(Table table) {
    Ruled one = ruled.get(table.name());
    return one == null ? source.weight(table) : 0;
  }

  @Override
  public Optional<TableDigest> digest(Table table) {
    Ruled one = ruled.get(table.name());
    if (one == null) {
      return source.digest(table);
    }
    return one.copied() ? Optional.empty() : Optional.of(TableDigest.EMPTY);
  }

  @Override
  public boolean original(TableName table) {
    return !ruled.containsKey(table) && source.original(table);
  }

  @Override
  public Set<TableName> withoutIds() {
    return source.withoutIds();
  }

  /** Drops the private tables; the source stays open. */
  @Override
  public void close() throws IOException {
    if (worked != null) {
      Scratch scratch = worked.scratch();
      worked = null;
      scratch.close();
    }
  }
}
