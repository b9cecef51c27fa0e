package dev.belay.files;

import dev.belay.model.PlannedFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts what would happen to the files of one folder. */
final class FolderTally {
  /** So many names of changed files are told. */
  private static final int TOLD = 5;

  private final Folder folder;
  private final List<String> changed = new ArrayList<>();
  private long write;
  private long replace;
  private long remove;
  private long directories;
  private long unchanged;
  private long kept;
  private long bytes;

  FolderTally(Folder folder) {
    this.folder = folder;
  }

  void unchanged(FileState there) {
    unchanged += there.isDirectory() ? 0 : 1;
  }

  /** So many more are left alone. */
  void kept(long more) {
    kept += more;
  }

  /** An undo would overwrite it though the run did not leave it so. */
  void changedSince(Path place) {
    if (changed.size() < TOLD) {
      changed.add(place.toString());
    }
  }

  void step(FileStep step) {
    if (step.ofDirectory()) {
      directories++;
    } else if (step.after().isEmpty()) {
      remove++;
    } else if (step.before().isEmpty()) {
      write++;
    } else {
      replace++;
    }
    bytes += step.after().map(FileState::size).orElse(0L);
  }

  PlannedFiles planned() {
    return new PlannedFiles(
        folder.name(),
        folder.root().toString(),
        write,
        replace,
        remove,
        directories,
        unchanged,
        kept,
        bytes,
        changed);
  }
}
