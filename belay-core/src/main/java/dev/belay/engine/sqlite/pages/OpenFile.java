package dev.belay.engine.sqlite.pages;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * A file beside SQLite's own handle of it. For any thread. There is no way to close one here:
 * {@link Handles} does that when it is safe. It is no channel, since an interrupt would close that.
 */
final class OpenFile {
  private final RandomAccessFile file;

  OpenFile(File path) throws IOException {
    this.file = Handles.keep(path);
  }

  synchronized long size() throws IOException {
    return file.length();
  }

  synchronized void read(long position, byte[] into, int at, int length) throws IOException {
    file.seek(position);
    file.readFully(into, at, length);
  }

  /** As many bytes as there are, up to {@code length}. */
  synchronized int readSome(long position, byte[] into, int length) throws IOException {
    file.seek(position);
    int done = 0;
    while (done < length) {
      int read = file.read(into, done, length - done);
      if (read < 0) {
        break;
      }
      done += read;
    }
    return done;
  }

  /** Whether the file ends before that. */
  static boolean isEnd(IOException e) {
    return e instanceof EOFException;
  }
}
