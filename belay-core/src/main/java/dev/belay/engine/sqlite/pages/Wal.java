package dev.belay.engine.sqlite.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the write-ahead log holds of a state, all of it committed. How far it goes is what its index
 * says, as for SQLite: behind that may lie what a writer had put there when it was killed, sound
 * and never seen by anybody. For any thread.
 */
final class Wal {
  /** A log beyond this is left to SQLite: where its frames lie is held in memory. */
  private static final long MOST = 64L << 20;

  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final long MAGIC = 0x377f0682L;
  private static final long VERSION = 3007000;

  static final Wal NONE = new Wal(null, 0, 0, Map.of());

  private final @Nullable OpenFile file;
  private final int pageSize;
  private final long salts;
  private final Map<Long, Long> frames;

  private Wal(@Nullable OpenFile file, int pageSize, long salts, Map<Long, Long> frames) {
    this.file = file;
    this.pageSize = pageSize;
    this.salts = salts;
    this.frames = frames;
  }

  /**
   * The log of a state that sessions see already; empty where there is one that can't be read here.
   *
   * @param database the database's file
   * @param walMode whether these sessions use a log
   */
  static Optional<Wal> of(Path database, boolean walMode) throws IOException {
    Path path = beside(database, "-wal");
    if (!Files.exists(path) || Files.size(path) == 0) {
      return Optional.of(NONE);
    }
    Path index = beside(database, "-shm");
    if (!walMode || Files.size(path) > MOST || !Files.exists(index)) {
      return Optional.empty();
    }
    Optional<WalIndex> known = WalIndex.read(index);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    return known.get().frames() == 0
        ? Optional.of(NONE)
        : read(new OpenFile(path.toFile()), known.get());
  }

  private static Path beside(Path database, String suffix) {
    return database.resolveSibling(database.getFileName() + suffix);
  }

  private static Optional<Wal> read(OpenFile file, WalIndex known) throws IOException {
    byte[] header = new byte[HEADER];
    if (file.readSome(0, header, HEADER) < HEADER) {
      return Optional.empty();
    }
    Checksum sum = new Checksum(Bytes.u32(header, 0) == (MAGIC | 1));
    sum.add(header, 0, 24);
    int size = (int) Bytes.u32(header, 8);
    long salts = Bytes.i64(header, 16);
    boolean right =
        (Bytes.u32(header, 0) & ~1L) == MAGIC
            && Bytes.u32(header, 4) == VERSION
            && sum.is(header, 24)
            && size >= 512
            && size <= 1 << 16
            && salts == known.salts();
    return right ? frames(file, size, known, sum) : Optional.empty();
  }

  /** The last frame of each page, if the log has as many sound ones as its index knows of. */
  private static Optional<Wal> frames(OpenFile file, int pageSize, WalIndex known, Checksum sum)
      throws IOException {
    Map<Long, Long> frames = new HashMap<>();
    byte[] frame = new byte[FRAME_HEADER + pageSize];
    long position = HEADER;
    for (long i = 0; i < known.frames(); i++) {
      if (file.readSome(position, frame, frame.length) < frame.length) {
        return Optional.empty();
      }
      sum.add(frame, 0, 8);
      sum.add(frame, FRAME_HEADER, pageSize);
      if (Bytes.i64(frame, 8) != known.salts() || !sum.is(frame, 16)) {
        return Optional.empty();
      }
      frames.put(Bytes.u32(frame, 0), position);
      position += frame.length;
    }
    boolean committed = Bytes.u32(frame, 4) != 0;
    return committed
        ? Optional.of(new Wal(file, pageSize, known.salts(), Map.copyOf(frames)))
        : Optional.empty();
  }

  /** 0 where there is no log. */
  int pageSize() {
    return pageSize;
  }

  /** How many bytes its pages have. */
  long bytes() {
    return (long) frames.size() * pageSize;
  }

  boolean has(long page) {
    return !frames.isEmpty() && frames.containsKey(page);
  }

  /**
   * False where the page is not here: then the file has it. A log may have been begun anew since,
   * and then all of this one was copied into the file before. A writer writes the head of a frame
   * before the rest of it, so the head is looked at last: if it is still of this log, so is what
   * was read.
   */
  boolean read(long page, byte[] into, int at) throws IOException {
    Long position = frames.get(page);
    if (file == null || position == null) {
      return false;
    }
    byte[] head = new byte[FRAME_HEADER];
    try {
      file.read(position + FRAME_HEADER, into, at, pageSize);
      file.read(position, head, 0, FRAME_HEADER);
    } catch (IOException e) {
      if (OpenFile.isEnd(e)) {
        // It was cut off when it was begun anew.
        return false;
      }
      throw e;
    }
    return Bytes.u32(head, 0) == page && Bytes.i64(head, 8) == salts;
  }

  /** The log's running checksum. */
  private static final class Checksum {
    private final boolean bigEndian;
    private int first;
    private int second;

    Checksum(boolean bigEndian) {
      this.bigEndian = bigEndian;
    }

    /** Adds a multiple of eight bytes. */
    void add(byte[] bytes, int from, int length) {
      for (int at = from; at < from + length; at += 8) {
        first += word(bytes, at) + second;
        second += word(bytes, at + 4) + first;
      }
    }

    private int word(byte[] bytes, int at) {
      int word = (int) Bytes.u32(bytes, at);
      return bigEndian ? word : Integer.reverseBytes(word);
    }

    boolean is(byte[] bytes, int at) {
      return first == (int) Bytes.u32(bytes, at) && second == (int) Bytes.u32(bytes, at + 4);
    }
  }
}
