package dev.belay.repository;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Belay's records of runs, kept beside restic's files and sealed like them, so that they travel
 * with the repository. Names are of lower-case letters, digits, dots and hyphens; an entry is
 * written once, and can be deleted. Thread-safe.
 */
public final class RunFiles {
  private final SealedFiles files;

  RunFiles(SealedFiles files) {
    this.files = files;
  }

  /** The names of all entries, sorted. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      files.store().list(FileKind.RUN, (name, size) -> names.add(name));
    } catch (IOException e) {
      throw Failures.storage("list the runs of " + files.store().location(), e);
    }
    Collections.sort(names);
    return names;
  }

  /** The content of an entry; NOT_FOUND where there is none. */
  public byte[] read(String name) {
    try {
      return files.load(FileKind.RUN, name);
    } catch (BelayException e) {
      throw e.getCause() instanceof NoSuchFileException
          ? error(ErrorCode.NOT_FOUND, name, "there is no run entry", e)
          : e;
    }
  }

  /** Writes an entry, atomically and durably; REFUSED where there is one of this name. */
  public void write(String name, byte[] content) {
    try {
      files.save(FileKind.RUN, name, content);
    } catch (BelayException e) {
      throw e.getCause() instanceof FileAlreadyExistsException
          ? error(ErrorCode.REFUSED, name, "there is already a run entry", e)
          : e;
    }
  }

  /**
   * Removes an entry that counts no more; one that is not there, or that the storage does not let
   * go, is no error.
   */
  public void clear(String name) {
    files.clear(FileKind.RUN, name);
  }

  private BelayException error(ErrorCode code, String name, String what, Exception cause) {
    return new BelayException(
        code,
        what + " \"" + name + "\" in " + files.store().location(),
        "run: belay history",
        cause);
  }
}
