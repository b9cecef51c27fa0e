package dev.belay;

import dev.belay.backup.Scope;
import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.LiveAim;
import dev.belay.engine.Address;
import dev.belay.engine.LiveDataset;
import dev.belay.export.Export;
import dev.belay.export.Output;
import dev.belay.export.Query;
import dev.belay.export.Secrets;
import dev.belay.model.ExportResult;
import dev.belay.model.ExportRules;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.QuerySink;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.restore.Disclosure;
import dev.belay.snapshot.SnapshotDataset;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a snapshot, or a live database at one moment, to files. */
final class Exports {
  private final Workspace workspace;

  Exports(Workspace workspace) {
    this.workspace = workspace;
  }

  ExportResult run(ExportRequest request, Progress progress) throws IOException {
    try (Opened opened = open(request.source(), progress)) {
      Export.Order order = order(request, opened, false);
      if (!request.includeSensitive()) {
        return new Export(order).run(progress);
      }
      return disclosed(request, order, progress);
    }
  }

  /** The whole of a live database in one file, secrets and all, which a restore takes back. */
  ExportResult backup(ExportRequest request, Progress progress) throws IOException {
    Optional<Profile> profile = request.profile().map(workspace.profiles()::find);
    return new HookRunner(progress)
        .aroundBackup(profile, () -> backup(request, profile, progress), ExportResult::withWarning);
  }

  private ExportResult backup(ExportRequest request, Optional<Profile> profile, Progress progress)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    try (Opened opened = open(request.source(), profile, warnings, progress)) {
      ExportResult result = new Export(order(request, opened, true)).run(progress);
      warnings.addAll(result.warnings());
      return result.withWarnings(warnings);
    }
  }

  /** One SELECT over a snapshot, or over a live database at one moment. */
  void query(String source, String sql, QuerySink sink, Progress progress) throws IOException {
    try (Opened opened = open(source, progress)) {
      // Nothing goes out but what is asked for, to whoever could restore it all.
      Query.run(order(ExportRequest.of(source, ""), opened, true), sql, sink, progress);
    }
  }

  private ExportResult disclosed(ExportRequest request, Export.Order order, Progress progress)
      throws IOException {
    Export.Source source = order.source();
    List<String> warnings = new ArrayList<>();
    Optional<Disclosure> record = Optional.empty();
    if (workspace.repositories().exists()) {
      Disclosure.Order told =
          new Disclosure.Order(
              source.database(),
              source.address(),
              source.snapshot().orElse(source.address().display()),
              request.reason(),
              request.by());
      record =
          Optional.of(
              Disclosure.begin(
                  workspace.repositories().open(), workspace.settings().clock(), told));
    } else {
      warnings.add("there is no repository whose history could record that secrets went out");
    }
    try {
      ExportResult result = new Export(order).run(progress);
      if (record.isPresent()) {
        record.get().done(notes(request, result));
      }
      warnings.addAll(0, result.warnings());
      return result.withWarnings(warnings);
    } catch (IOException | RuntimeException e) {
      if (record.isPresent()) {
        record.get().failed(e);
      }
      throw e;
    }
  }

  private static List<String> notes(ExportRequest request, ExportResult result) {
    return List.of(
        "sensitive columns that went out: "
            + (result.included().isEmpty() ? "none" : String.join(", ", result.included())),
        "written as %s to %s"
            .formatted(
                result.format(),
                request.output().equals("-")
                    ? "standard output"
                    : String.join(", ", result.files())));
  }

  private Export.Order order(ExportRequest request, Opened opened, boolean backup) {
    Target named = workspace.databases().named().get(opened.name());
    return new Export.Order(
        opened.source(),
        opened.chosen().orElse(new Selection(request.tables(), request.excludeTables())),
        request.profile().orElse(""),
        new Secrets(
            named == null ? ExportRules.NONE : named.export(),
            request.includeSensitive() || backup,
            maskKey(request)),
        backup,
        new Output(
            request.format(),
            request.output(),
            request.standard(),
            request.overwrite(),
            request.formulaGuard()),
        Version.TOOL);
  }

  private static byte[] maskKey(ExportRequest request) {
    if (request.maskKey().isPresent()) {
      return request.maskKey().get().getBytes(StandardCharsets.UTF_8);
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return random;
  }

  /**
   * Something that can be exported.
   *
   * @param source the moment
   * @param chosen the tables that a profile chooses; empty without one
   */
  private record Opened(Export.Source source, Optional<Selection> chosen) implements Closeable {
    String name() {
      return source.database();
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }

  private Opened open(String source, Progress progress) throws IOException {
    if (SnapshotReferences.looksLikeOne(source)
        && !workspace.databases().named().containsKey(source)) {
      SnapshotDataset snapshot = workspace.snapshots().open(source);
      String database = snapshot.manifest().database();
      Address address =
          new Address(
              snapshot.catalog().engine(), snapshot.manifest().address(), database, Map.of());
      return new Opened(
          new Export.Source(
              snapshot,
              database,
              address,
              Optional.of(snapshot.name()),
              snapshot.manifest().time(),
              snapshot::scripts),
          Optional.empty());
    }
    return open(source, Optional.empty(), new ArrayList<>(), progress);
  }

  /** A live database, or what a profile chooses of it. */
  private Opened open(
      String source, Optional<Profile> profile, List<String> warnings, Progress progress)
      throws IOException {
    Databases.Found found = workspace.databases().find(source);
    found.database().requireExists();
    progress.phase("reading");
    LiveDataset live = found.database().read(workspace.options());
    try {
      Optional<Scope> scope = Optional.empty();
      if (profile.isPresent()) {
        scope = Optional.of(Scope.of(live, profile, Selection.ALL, found.name()));
        warnings.addAll(scope.get().warnings());
        if (!profile.get().files().isEmpty()) {
          warnings.add("the profile's files are not in the file: a snapshot holds them");
        }
      }
      // Nothing is compared by pieces, so they need no names.
      ChunkedDataset data =
          new LiveAim(
              found.name(), scope.map(Scope::live).orElse(live), chunk -> List.of(), Progress.NONE);
      return new Opened(
          new Export.Source(
              data,
              found.name(),
              found.database().address(),
              Optional.empty(),
              OffsetDateTime.now(workspace.settings().clock()),
              live::scripts),
          scope.map(s -> new Selection(names(s.tables()), List.of())));
    } catch (IOException | RuntimeException e) {
      live.close();
      throw e;
    }
  }

  private static List<String> names(List<Table> tables) {
    return tables.stream().map(t -> t.name().schema() + "." + t.name().name()).toList();
  }
}
