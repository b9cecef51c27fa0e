package dev.belay.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A database that is a file with companions (SQLite's {@code -wal}, {@code -shm}, {@code
 * -journal}). One that is damaged beyond opening can be put aside whole and built anew.
 */
public interface FileDatabase extends Database {
  /** The main file. */
  Path file();

  /** The places of the main file and its companions, whether they exist or not; the main last. */
  List<Path> family();

  /**
   * BUSY, naming the processes, where somebody has one of the files open, as far as the system
   * tells.
   */
  void requireUnused() throws IOException;

  /** The same kind of database in another file. */
  FileDatabase at(Path other);
}
