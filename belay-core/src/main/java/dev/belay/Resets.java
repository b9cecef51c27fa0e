package dev.belay;

import dev.belay.engine.Change;
import dev.belay.export.Seeds;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.EntityKey;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import dev.belay.model.Plan;
import dev.belay.model.Profile;
import dev.belay.model.ProfileScope;
import dev.belay.model.Progress;
import dev.belay.model.Reset;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.restore.Coverage;
import dev.belay.restore.Order;
import dev.belay.restore.Runner;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes tables equal to a profile's seeds, and empties others. */
final class Resets {
  private final Workspace workspace;

  Resets(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The name of the database that would change. */
  String databaseOf(ResetRequest request) {
    return workspace.found(request.database(), profile(request)).name();
  }

  Plan plan(ResetRequest request, Progress progress) throws IOException {
    try (Prepared prepared = prepare(request, progress)) {
      Plan plan = Runner.plan(prepared.order(), workspace.options(), progress);
      return prepared.told(plan);
    }
  }

  RunResult run(ResetRequest request, Optional<String> planId, Progress progress)
      throws IOException {
    try (Prepared prepared = prepare(request, progress)) {
      // The safety snapshot needs a place, also where nothing was ever backed up.
      workspace.repositories().openOrCreate();
      RunResult result =
          prepared
              .part()
              .around(() -> workspace.runner().run(prepared.order(), planId, progress), progress);
      return result.with(prepared.told(result.plan()));
    }
  }

  /** A reset that can be planned: every seed was read and is right. */
  private record Prepared(Order order, Seeds.Result seeds, ProfileRun part) implements Closeable {
    Plan told(Plan plan) {
      List<String> all = new ArrayList<>(seeds.notes());
      all.addAll(plan.warnings());
      return part.told(plan.with(all, plan.moves()));
    }

    @Override
    public void close() throws IOException {
      seeds.aim().close();
    }
  }

  private Profile profile(ResetRequest request) {
    Profile profile = workspace.profiles().find(request.profile());
    if (profile.reset().isEmpty()) {
      List<String> others =
          workspace.settings().profiles().values().stream()
              .filter(p -> p.reset().isPresent())
              .map(Profile::name)
              .sorted()
              .toList();
      throw new BelayException(
          ErrorCode.USAGE,
          "profile " + profile.name() + " has no reset",
          others.isEmpty()
              ? "docs/profiles.md tells how to write one"
              : "these have: " + String.join(", ", others));
    }
    return profile;
  }

  private Prepared prepare(ResetRequest request, Progress progress) throws IOException {
    Profile profile = profile(request);
    Databases.Found found = workspace.found(request.database(), profile);
    found.database().requireExists();
    Reset reset = profile.reset().orElseThrow();
    ProfileRun part = new ProfileRun(workspace, Optional.of(profile), found, true);
    Seeds.Result seeds;
    Set<TableName> keep;
    CriticalTables critical;
    Optional<EntityKey> only;
    try (Change change = found.database().change(workspace.options())) {
      ProfileScope scope =
          ProfileScope.of(profile, change.catalog().tables(), "database " + found.name());
      keep = names(scope.tables(reset.keep()));
      critical = new CriticalTables(profile, scope.named(profile.critical()));
      Seeds.Request wanted = seeds(profile, reset, scope, keep, request, change.catalog());
      only = wanted.only();
      seeds =
          Seeds.read(wanted, change, () -> found.database().scratch(workspace.options()), progress);
    }
    try {
      if (only.isEmpty()) {
        critical.require(seeds.aim(), () -> found.database().scratch(workspace.options()));
      }
      return new Prepared(
          order(request, profile, found, seeds, keep, only).with(part), seeds, part);
    } catch (RuntimeException | IOException e) {
      seeds.aim().close();
      throw e;
    }
  }

  private Order order(
      ResetRequest request,
      Profile profile,
      Databases.Found found,
      Seeds.Result seeds,
      Set<TableName> keep,
      Optional<EntityKey> only) {
    List<String> tables =
        seeds.aim().catalog().tables().stream()
            .map(t -> t.name().schema() + "." + t.name().name())
            .toList();
    return Order.of(
            "reset", seeds.aim(), found.database(), found.name(), request.reason(), request.by())
        .choosing(new Selection(tables, List.of()))
        .covering(new Coverage(profile.name(), keep, seeds.renumbered(), only));
  }

  private static Seeds.Request seeds(
      Profile profile,
      Reset reset,
      ProfileScope scope,
      Set<TableName> keep,
      ResetRequest request,
      Catalog catalog) {
    Map<TableName, Reset.Seed> seeds = new TreeMap<>();
    for (Map.Entry<String, Reset.Seed> entry : reset.seed().entrySet()) {
      List<Table> tables = scope.tables(List.of(entry.getKey()));
      if (tables.size() != 1 || seeds.containsKey(tables.get(0).name())) {
        throw contradiction(
            profile,
            "seed: %s stands for %s"
                .formatted(entry.getKey(), tables.size() == 1 ? "a table twice" : told(tables)));
      }
      seeds.put(tables.get(0).name(), entry.getValue());
    }
    Set<TableName> cleared = names(scope.tables(reset.clear()));
    cleared.addAll(names(scope.tables(request.clear())));
    cleared.removeAll(seeds.keySet());
    for (TableName kept : keep) {
      if (cleared.contains(kept) || seeds.containsKey(kept)) {
        throw contradiction(profile, kept + " is to be kept, and to be filled or cleared too");
      }
    }
    if (seeds.isEmpty() && cleared.isEmpty()) {
      throw contradiction(profile, "reset names no table to fill or to clear");
    }
    Set<TableName> touched = new TreeSet<>(seeds.keySet());
    touched.addAll(cleared);
    return new Seeds.Request(
        profile.name(),
        seeds,
        cleared,
        reset.restartCounters(),
        reset.seedSql(),
        request.only().map(o -> only(profile, o, catalog, touched)));
  }

  /** {@code TABLE.COLUMN=VALUE}; the value may hold anything. */
  private static EntityKey only(
      Profile profile, String text, Catalog catalog, Set<TableName> touched) {
    int equals = text.indexOf('=');
    int dot = equals < 0 ? -1 : text.lastIndexOf('.', equals);
    if (dot <= 0 || dot + 1 == equals) {
      throw new BelayException(
          ErrorCode.USAGE,
          "--only wants TABLE.COLUMN=VALUE, not \"" + text + "\"",
          "for instance --only words.text=hello");
    }
    List<Table> found =
        new Selection(List.of(text.substring(0, dot)), List.of())
            .of(catalog.tables(), "the database");
    if (found.size() > 1) {
      throw new BelayException(
          ErrorCode.AMBIGUOUS,
          "--only wants one table, and %s stands for %s"
              .formatted(text.substring(0, dot), told(found)),
          "name one of them");
    }
    Table table = found.get(0);
    String column = text.substring(dot + 1, equals);
    List<String> names = table.stored().stream().map(Column::name).toList();
    if (!names.contains(column)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "%s has no column %s.%s".formatted(table.name(), column, Nearest.question(column, names)),
          "it has " + String.join(", ", names));
    }
    if (!touched.contains(table.name())) {
      throw new BelayException(
          ErrorCode.USAGE,
          "profile %s neither fills nor clears %s".formatted(profile.name(), table.name()),
          "--only takes a table that its reset names");
    }
    return new EntityKey(table.name(), column, text.substring(equals + 1));
  }

  private static String told(List<Table> tables) {
    return String.join(", ", tables.stream().map(t -> t.name().toString()).toList());
  }

  private static BelayException contradiction(Profile profile, String what) {
    return new BelayException(
        ErrorCode.USAGE,
        "profile " + profile.name() + ": " + what,
        "nothing was changed; mend the profile");
  }

  private static Set<TableName> names(List<Table> tables) {
    return tables.stream().map(Table::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
