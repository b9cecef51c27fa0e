package dev.belay.files;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.PlannedFiles;
import dev.belay.model.Progress;
import dev.belay.snapshot.FilePieces;
import dev.belay.snapshot.Json;
import dev.belay.snapshot.KeptTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what is wanted with what is there, writes down the steps from the one to the other, and
 * keeps what they would replace or remove. Changes nothing.
 */
final class FileComparison implements FilesAim.Sink {

  private final List<Folder> folders;
  private final Mode mode;
  private final boolean undo;
  private final Set<Path> never;
  private final Optional<KeptTree> keeper;
  private final Progress progress;
  private final FilePieces pieces;
  private final OutputStream out;
  private final MessageDigest digest;
  private final List<FolderTally> tallies = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param undo whether this takes a run back: then the mode says nothing, and what is not as the
   *     run left it is told
   * @param never places that no run touches, with all that is in them
   * @param keeper takes what would be replaced or removed, where a run is to follow
   * @param out takes the steps
   */
  FileComparison(
      List<Folder> folders,
      Mode mode,
      boolean undo,
      Set<Path> never,
      Optional<KeptTree> keeper,
      OutputStream out,
      MessageDigest digest,
      Progress progress) {
    this.folders = folders;
    this.mode = mode;
    this.undo = undo;
    this.never = never;
    this.keeper = keeper;
    this.out = out;
    this.digest = digest;
    this.progress = progress;
    this.pieces = new FilePieces(progress);
  }

  @Override
  public void wanted(int number, String path, Optional<FileState> wanted, Optional<FileState> left)
      throws IOException {
    progress.stopIfCancelled();
    Folder folder = begin(number);
    FolderTally tally = tallies.get(number);
    Path place = folder.resolve(path);
    if (never.stream().anyMatch(place::startsWith)) {
      warnings.add(place + " belongs to the database or the repository and is left alone");
      return;
    }
    folder.requirePlain(place);
    String stamp = Places.stamp(place);
    Optional<FileState> there =
        Places.state(place, pieces, keeper.isPresent() ? keeper.get()::piece : Places::name);
    if (wanted.isEmpty() ? there.isEmpty() : there.isPresent() && wanted.get().same(there.get())) {
      there.ifPresent(tally::unchanged);
      return;
    }
    requireKind(place, wanted, there);
    if (!undo && leavesAlone(folder, path, wanted.orElseThrow(), there)) {
      tally.kept(there.isPresent() ? 1 : 0);
      return;
    }
    if (undo && there.isPresent() && left.filter(there.get()::same).isEmpty()) {
      tally.changedSince(place);
    }
    step(tally, new FileStep(number, path, there, wanted, stamp));
  }

  /** What the mode does not allow, and links that lead to what is none of the folder's. */
  private boolean leavesAlone(
      Folder folder, String path, FileState wanted, Optional<FileState> there) {
    if (there.isPresent() && mode == Mode.MISSING) {
      return true;
    }
    if (wanted.kind() == FileState.Kind.LINK && folder.leadsOut(path, wanted.target())) {
      warnings.add(
          "the link %s leads out of its folder, to %s, and is not put back"
              .formatted(folder.resolve(path), wanted.target()));
      return true;
    }
    return false;
  }

  private static void requireKind(
      Path place, Optional<FileState> wanted, Optional<FileState> there) {
    if (wanted.isPresent()
        && there.isPresent()
        && wanted.get().isDirectory() != there.get().isDirectory()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s is %s directory, and %s one in the snapshot"
              .formatted(
                  place,
                  there.get().isDirectory() ? "a" : "no",
                  wanted.get().isDirectory() ? "is" : "is not"),
          "move it away, or leave the files as they are with --no-files");
    }
  }

  private void step(FolderTally tally, FileStep step) throws IOException {
    Folder folder = folders.get(step.folder());
    requireWritable(folder.resolve(step.path()));
    tally.step(step);
    if (keeper.isPresent() && step.before().isPresent()) {
      keep(keeper.get(), step.path(), step.before().get());
    }

    out.write(Json.MAPPER.writeValueAsBytes(step));
    out.write('\n');
    String decides =
        "%s\n%s\n%s\n%s\n"
            .formatted(
                folder.root(),
                step.path(),
                step.before().map(FileState::identity),
                step.after().map(FileState::identity));
    digest.update(decides.getBytes(StandardCharsets.UTF_8));
  }

  private static void keep(KeptTree to, String path, FileState state) throws IOException {
    switch (state.kind()) {
      case FILE ->
          to.file(
              path,
              state.size(),
              state.traits(),
              state.content().stream().map(BlobId::parse).iterator());
      case LINK -> to.link(path, state.traits(), state.target());
      case DIRECTORY -> {}
    }
  }

  /** What can be known before the attempt; a directory that comes is as writable as its parent. */
  private static void requireWritable(Path place) {
    Path parent = place.getParent();
    while (parent != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    if (parent == null || !Files.isWritable(parent)) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s can't be put in its place: %s is not writable".formatted(place, parent),
          "run Belay as a user who may write there; --no-files leaves the files as they are");
    }
  }

  @Override
  public void names(int number, String path, Set<String> names) throws IOException {
    Path directory = begin(number).resolve(path);
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      tallies.get(number).kept(others(directory, names, never));
    }
  }

  /**
   * Files that are not among these, however deep. It is but a count, so a directory that can't be
   * listed, or vanishes meanwhile, is one of them and no reason to stop.
   */
  static long others(Path directory, Set<String> names, Set<Path> never) {
    long count = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (names.contains(name) || name.equals(FolderLock.INSIDE) || never.contains(entry)) {
          continue;
        }
        boolean deeper = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        count += deeper ? others(entry, Set.of(), never) : 1;
      }
      return count;
    } catch (IOException | DirectoryIteratorException e) {
      return count + 1;
    }
  }

  private Folder begin(int number) throws IOException {
    while (tallies.size() <= number) {
      Folder next = folders.get(tallies.size());
      tallies.add(new FolderTally(next));
      if (keeper.isPresent()) {
        keeper.get().begin(next.name(), next.root(), Files.isDirectory(next.root()));
      }
    }
    return folders.get(number);
  }

  /** Each folder; nothing comes after this. */
  List<PlannedFiles> planned() throws IOException {
    if (!folders.isEmpty()) {
      begin(folders.size() - 1);
    }
    return tallies.stream().map(FolderTally::planned).toList();
  }

  List<String> warnings() {
    return warnings;
  }
}
