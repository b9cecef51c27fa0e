package dev.belay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.belay.diff.LiveAim;
import dev.belay.engine.LiveDataset;
import dev.belay.export.Export;
import dev.belay.export.Output;
import dev.belay.export.Secrets;
import dev.belay.files.FilesAim;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportResult;
import dev.belay.model.ExportRules;
import dev.belay.model.Hooks;
import dev.belay.model.Plan;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.Reset;
import dev.belay.model.RunResult;
import dev.belay.model.Scripts;
import dev.belay.model.Selection;
import dev.belay.model.Statistic;
import dev.belay.restore.Companion;
import dev.belay.snapshot.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A profile's part in a run: its figures before and after, its commands around it, and, where it
 * wants that, files with what was there. Where there is no profile, nothing.
 */
final class ProfileRun implements Companion {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Workspace workspace;
  private final Optional<Profile> profile;
  private final Databases.Found found;
  private final boolean exports;
  private final Figures figures;
  private final FilesAim files;

  /**
   * @param exports whether what is there is written out first, if the profile says where
   */
  ProfileRun(
      Workspace workspace, Optional<Profile> profile, Databases.Found found, boolean exports) {
    this(workspace, profile, found, exports, FilesAim.NONE);
  }

  private ProfileRun(
      Workspace workspace,
      Optional<Profile> profile,
      Databases.Found found,
      boolean exports,
      FilesAim files) {
    this.workspace = workspace;
    this.profile = profile;
    this.found = found;
    this.exports = exports;
    this.files = files;
    this.figures =
        new Figures(
            profile.map(Profile::statistics).orElse(Map.of()),
            found.database(),
            workspace.options());
  }

  /** The same with files beside the database. */
  ProfileRun with(FilesAim beside) {
    return new ProfileRun(workspace, profile, found, exports, beside);
  }

  /**
   * Runs with the profile's commands around it. Where the one before fails nothing is done; the one
   * after is run whatever happens, and if it fails, what is done is done.
   */
  RunResult around(HookRunner.Work<RunResult> work, Progress progress) throws IOException {
    Hooks hooks = profile.map(Profile::hooks).orElse(Hooks.NONE);
    return new HookRunner(progress)
        .around("run", hooks.beforeRun(), hooks.afterRun(), work, ProfileRun::warned);
  }

  private static RunResult warned(RunResult result, String warning) {
    List<String> all = new ArrayList<>(result.plan().warnings());
    all.add("THE RUN IS DONE, BUT " + warning);
    return result.with(result.plan().with(all, result.plan().moves()));
  }

  /** A plan with what a person should know of the figures. */
  Plan told(Plan plan) {
    List<String> all = new ArrayList<>(plan.warnings());
    figures.warnings().stream().filter(w -> !all.contains(w)).forEach(all::add);
    return plan.with(all, plan.moves());
  }

  /** The database. */
  Databases.Found found() {
    return found;
  }

  @Override
  public Optional<String> profile() {
    return profile.map(Profile::name);
  }

  @Override
  public FilesAim files() {
    return files;
  }

  @Override
  public List<Statistic> figures() {
    return figures.now();
  }

  @Override
  public List<Statistic> figuresAfter(List<Statistic> before) {
    return figures.after(before);
  }

  @Override
  public List<String> beforeApplying(LiveDataset live) throws IOException {
    Optional<Path> parent = profile.flatMap(Profile::reset).flatMap(Reset::export);
    if (!exports || parent.isEmpty()) {
      return List.of();
    }
    OffsetDateTime now = OffsetDateTime.now(workspace.settings().clock());
    Path directory = parent.get().resolve(found.name() + "-" + STAMP.format(now));
    try {
      Files.createDirectories(directory);
      ExportResult result = new Export(order(live, directory, now)).run(Progress.NONE);
      tellTheWayBack(directory.resolve("summary.json"));
      List<String> notes = new ArrayList<>();
      notes.add("what was there is in " + directory + ", as JSON");
      if (!result.leftOut().isEmpty()) {
        notes.add(
            "left out there are %s; the safety snapshot has them"
                .formatted(String.join(", ", result.leftOut())));
      }
      return notes;
    } catch (IOException e) {
      throw new BelayException(
          ErrorCode.FAILED,
          "what is there could not be written to " + directory + ": " + e.getMessage(),
          "nothing was changed; mend 'export' in profile " + profile.orElseThrow().name(),
          e);
    }
  }

  private static void tellTheWayBack(Path summary) throws IOException {
    ObjectNode document = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(summary));
    document.put(
        "note",
        "written before a reset; the way back is its safety snapshot (belay undo), which has every"
            + " value, also of the columns that are left out here");
    Files.write(summary, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document));
  }

  private Export.Order order(LiveDataset live, Path directory, OffsetDateTime now) {
    Target named = workspace.databases().named().get(found.name());
    String why = "a reset's files hold rows only; the way back is its safety snapshot";
    Export.Source source =
        new Export.Source(
            new LiveAim(found.name(), live, chunk -> List.of(), Progress.NONE),
            found.name(),
            found.database().address(),
            Optional.empty(),
            now,
            () -> Scripts.none(why));
    return new Export.Order(
        source,
        Selection.ALL,
        "",
        new Secrets(named == null ? ExportRules.NONE : named.export(), false, new byte[32]),
        false,
        Output.into(directory, "json"),
        Version.TOOL);
  }
}
