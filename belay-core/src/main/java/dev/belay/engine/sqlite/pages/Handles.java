package dev.belay.engine.sqlite.pages;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The handles of this process on SQLite's files that are not SQLite's. When a process closes any
 * handle of a file, POSIX drops all locks that it has on that file, SQLite's too, and then two
 * writers may both think they are alone ("How To Corrupt An SQLite Database File", 2.2). So these
 * handles are closed only while no connection of Belay's is open; where connections may be others'
 * (an application that uses Belay as a library), no such handle is opened at all.
 */
public final class Handles {
  private static final List<RandomAccessFile> KEPT = new ArrayList<>();
  private static int connections;

  private Handles() {}

  /** Before a connection to any file is opened. */
  public static synchronized void connecting() {
    connections++;
  }

  /** After it was closed, or could not be opened. */
  public static synchronized void disconnected() {
    connections--;
    if (connections == 0) {
      KEPT.forEach(Handles::close);
      KEPT.clear();
    }
  }

  private static void close(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // It was open for reading: nothing that matters depends on how it ends.
      return;
    }
  }

  /** Opens it for reading; while a connection is open. */
  static synchronized RandomAccessFile keep(File path) throws IOException {
    if (connections == 0) {
      throw new IllegalStateException("no connection keeps " + path);
    }
    RandomAccessFile file = new RandomAccessFile(path, "r");
    KEPT.add(file);
    return file;
  }
}
