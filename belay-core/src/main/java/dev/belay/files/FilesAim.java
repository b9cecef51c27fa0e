package dev.belay.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which files are wanted beside a database. */
public sealed interface FilesAim permits FilesAim.None, StoredFolders, UndoneFiles {
  /** No files take part. */
  FilesAim NONE = new None();

  /** The folders that they are in; empty where no files take part. */
  List<Folder> folders();

  /** Places that no run touches, with all that is in them: the database's own files. */
  Set<Path> never();

  /** Whether this takes a run back: then no mode counts, and what others changed since does. */
  boolean undoes();

  /** Shows what is wanted, folder by folder, each directory before what is in it. */
  void each(Sink sink) throws IOException;

  /** Sees what is wanted. */
  interface Sink {
    /**
     * What is to be at a place.
     *
     * @param wanted empty for nothing
     * @param left for an undo: what the run left there
     */
    void wanted(int folder, String path, Optional<FileState> wanted, Optional<FileState> left)
        throws IOException;

    /** The names that are wanted in a directory; what else is there is left alone. */
    void names(int folder, String path, Set<String> names) throws IOException;
  }

  /** No files. */
  record None() implements FilesAim {
    @Override
    public List<Folder> folders() {
      return List.of();
    }

    @Override
    public Set<Path> never() {
      return Set.of();
    }

    @Override
    public boolean undoes() {
      return false;
    }

    @Override
    public void each(Sink sink) {}
  }
}
