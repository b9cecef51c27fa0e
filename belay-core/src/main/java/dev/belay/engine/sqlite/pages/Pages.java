package dev.belay.engine.sqlite.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The pages of one committed state of a SQLite file. Whoever reads them has, from before they are
 * opened until the last of them is read, transactions open that see this state, and nobody may
 * commit between their beginning and {@link #open}. For any thread.
 *
 * <p>Why this is enough: with a rollback journal nobody writes to the file while another holds a
 * shared lock. In WAL mode a checkpoint copies into the file only what this state shows, too, since
 * readers of this state hold their marks; and the log is begun anew only after all of this state
 * has been copied, which its frames then show ({@link Wal#read}).
 */
public final class Pages {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 100;

  private final OpenFile file;
  private final Wal wal;
  private final int pageSize;
  private final int usable;

  private Pages(OpenFile file, Wal wal, int pageSize, int usable) {
    this.file = file;
    this.wal = wal;
    this.pageSize = pageSize;
    this.usable = usable;
  }

  /**
   * @param walMode whether the transactions read in WAL mode
   * @return empty where the file is not one that can be read so: SQLite may still read it
   */
  public static Optional<Pages> open(Path path, boolean walMode) throws IOException {
    OpenFile file = new OpenFile(path.toFile());
    Optional<Wal> wal = Wal.of(path, walMode);
    byte[] header = new byte[HEADER];
    if (wal.isEmpty()) {
      return Optional.empty();
    }
    int read = file.readSome(0, header, HEADER);
    if (read < HEADER || !Arrays.equals(MAGIC, Arrays.copyOf(header, MAGIC.length))) {
      return Optional.empty();
    }
    int size = Bytes.u16(header, 16) == 1 ? 1 << 16 : Bytes.u16(header, 16);
    int usable = size - (header[20] & 0xff);
    boolean fits = size >= 512 && Integer.bitCount(size) == 1 && usable >= 480;
    boolean sameAsWal = wal.get().pageSize() == 0 || wal.get().pageSize() == size;
    return fits && sameAsWal
        ? Optional.of(new Pages(file, wal.get(), size, usable))
        : Optional.empty();
  }

  int pageSize() {
    return pageSize;
  }

  /** How many bytes this state has at most, so that nothing in it can be larger. */
  long bytes() throws IOException {
    return file.size() + wal.bytes();
  }

  /** How many bytes of a page the format uses. */
  int usable() {
    return usable;
  }

  /** Where the content of a page begins: the first one has the file's header before it. */
  static int contentAt(long page) {
    return page == 1 ? HEADER : 0;
  }

  /** Whether a page is where its number says. */
  boolean liesInFile(long page) {
    return !wal.has(page);
  }

  void read(long page, byte[] into, int at) throws IOException {
    if (page < 1) {
      throw DamagedPages.at(page, "there is no such page");
    }
    if (!wal.read(page, into, at)) {
      readFile(page, into, at, pageSize);
    }
  }

  /**
   * Reads pages that lie in the file one behind the other, from this one on.
   *
   * @return how many of them, at least 1 and at most {@code most}
   */
  int readRun(long page, byte[] into, int most) throws IOException {
    if (!liesInFile(page)) {
      read(page, into, 0);
      return 1;
    }
    int pages = 1;
    while (pages < most && liesInFile(page + pages)) {
      pages++;
    }
    int read = file.readSome((page - 1) * pageSize, into, pages * pageSize) / pageSize;
    if (read == 0) {
      throw DamagedPages.at(page, "the file ends before it");
    }
    return read;
  }

  private void readFile(long page, byte[] into, int at, int length) throws IOException {
    try {
      file.read((page - 1) * pageSize, into, at, length);
    } catch (IOException e) {
      if (OpenFile.isEnd(e)) {
        throw DamagedPages.at(page, "the file ends before it");
      }
      throw e;
    }
  }
}
