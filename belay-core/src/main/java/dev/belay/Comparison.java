package dev.belay;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.DatasetDiff;
import dev.belay.files.FilesDiff;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.Selection;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What would turn one dataset into another: each a snapshot, a database or a file. A file is read
 * as the database would hold it that the other side is, or came from.
 */
final class Comparison {
  private final Workspace workspace;

  Comparison(Workspace workspace) {
    this.workspace = workspace;
  }

  DiffResult run(DiffRequest request, Progress progress, Optional<Consumer<RowChange>> rows)
      throws IOException {
    // A live database is compared by those of its rows that the other side's conditions are for.
    if (request.to().isPresent() && isLive(request.from())) {
      try (ChunkedDataset to = dataset(request.to().get(), Map.of(), request, progress);
          ChunkedDataset from = dataset(request.from(), to.where(), request, progress)) {
        return run(from, to, request, progress, rows);
      }
    }
    try (ChunkedDataset from = dataset(request.from(), Map.of(), request, progress);
        ChunkedDataset to = other(request, from, progress)) {
      return run(from, to, request, progress, rows);
    }
  }

  private DiffResult run(
      ChunkedDataset from,
      ChunkedDataset to,
      DiffRequest request,
      Progress progress,
      Optional<Consumer<RowChange>> rows)
      throws IOException {
    progress.phase("comparing");
    Selection selection = new Selection(request.tables(), List.of());
    requireSameRows(from, to, selection);
    DiffResult result = new DatasetDiff(from, to).run(selection, workspace.options().lanes(), rows);
    return request.tables().isEmpty() ? result.with(files(request, from, to, progress)) : result;
  }

  /**
   * A live side has files where it is the database that the snapshot came from. A safety snapshot
   * has only those that its run replaced or removed.
   */
  private List<DiffResult.FolderDiff> files(
      DiffRequest request, ChunkedDataset from, ChunkedDataset to, Progress progress)
      throws IOException {
    if (!(from instanceof SnapshotDataset snapshot) || isSafety(from) || isSafety(to)) {
      return List.of();
    }
    FilesDiff files = new FilesDiff(snapshot, progress);
    if (to instanceof SnapshotDataset other) {
      return files.beside(other);
    }
    Databases.Found live =
        request.to().isPresent()
            ? workspace.databases().find(request.to().get())
            : workspace.origin(snapshot);
    RestoredFiles beside = new RestoredFiles(workspace);
    return beside.elsewhere(snapshot, live) ? List.of() : files.there(beside.never(live));
  }

  private static boolean isSafety(ChunkedDataset side) {
    return side instanceof SnapshotDataset snapshot && snapshot.manifest().type().equals("safety");
  }

  private ChunkedDataset other(DiffRequest request, ChunkedDataset from, Progress progress)
      throws IOException {
    if (request.to().isPresent()) {
      return dataset(request.to().get(), from.where(), request, progress);
    }
    if (isLive(request.from())) {
      throw new BelayException(
          ErrorCode.USAGE,
          request.from() + " is a live database; there is nothing to compare it with",
          "name a snapshot first: belay diff SNAPSHOT " + request.from());
    }
    return workspace.live(home(request), from.where(), progress);
  }

  /** Where each side has other rows of a table, that one of them is missing says nothing. */
  private static void requireSameRows(ChunkedDataset from, ChunkedDataset to, Selection selection) {
    List<Table> tables = from.catalog().tablesBeside(to.catalog());
    for (Table table : selection.of(tables, from.name())) {
      if (to.catalog().table(table.name()).isPresent()
          && !Objects.equals(from.where().get(table.name()), to.where().get(table.name()))) {
        throw new BelayException(
            ErrorCode.REFUSED,
            "the two have other rows of %s: %s, and %s"
                .formatted(table.name(), rows(from, table), rows(to, table)),
            "compare snapshots that the same profile took, or each with the live database ('belay diff"
                + " SNAPSHOT' compares just its rows), or other tables with --table");
      }
    }
  }

  private static String rows(ChunkedDataset side, Table table) {
    String condition = side.where().get(table.name());
    return condition == null ? "all" : "those where " + condition;
  }

  private boolean isLive(String text) {
    return !Source.isSnapshot(workspace, text) && !Source.isFile(text);
  }

  private ChunkedDataset dataset(
      String text, Map<TableName, String> where, DiffRequest request, Progress progress)
      throws IOException {
    if (Source.isSnapshot(workspace, text)) {
      return workspace.snapshots().open(text);
    }
    return Source.isFile(text)
        ? Source.open(workspace, RestoreRequest.of(text), home(request), progress).data()
        : workspace.live(workspace.databases().find(text), where, progress);
  }

  /**
   * The database that one of the two is, or came from: a snapshot knows that better than a file.
   */
  private Databases.Found home(DiffRequest request) throws IOException {
    List<String> sides = Stream.concat(Stream.of(request.from()), request.to().stream()).toList();
    for (String side : sides) {
      if (isLive(side)) {
        return workspace.databases().find(side);
      }
    }
    String known =
        sides.stream()
            .filter(s -> Source.isSnapshot(workspace, s))
            .findFirst()
            .orElse(sides.get(0));
    return Source.target(workspace, RestoreRequest.of(known));
  }
}
