package dev.belay.engine.sqlite.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the write-ahead log holds of a state, all of it committed. For any thread. */
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

  /** Empty where there is a log that can't be read here. */
  static Optional<Wal> of(Path path, boolean walMode) throws IOException {
    if (!Files.exists(path) || Files.size(path) == 0) {
      return Optional.of(NONE);
    }
    if (!walMode || Files.size(path) > MOST) {
      return Optional.empty();
    }
    OpenFile file = new OpenFile(path.toFile());
    byte[] header = new byte[HEADER];
    if (file.readSome(0, header, HEADER) < HEADER) {
      return Optional.of(NONE);
    }
    boolean bigEndian = Bytes.u32(header, 0) == (MAGIC | 1);
    Checksum sum = new Checksum(bigEndian);
    sum.add(header, 0, 24);
    if ((Bytes.u32(header, 0) & ~1L) != MAGIC || !sum.is(header, 24)) {
      // SQLite takes such a log for empty.
      return Optional.of(NONE);
    }
    if (Bytes.u32(header, 4) != VERSION) {
      return Optional.empty();
    }
    int size = (int) Bytes.u32(header, 8);
    if (size < 512 || size > 1 << 16 || Integer.bitCount(size) != 1) {
      return Optional.of(NONE);
    }
    long salts = Bytes.i64(header, 16);
    return Optional.of(new Wal(file, size, salts, committed(file, size, salts, sum)));
  }

  /** The last frame of each page up to the last commit, as SQLite's recovery finds them. */
  private static Map<Long, Long> committed(OpenFile file, int pageSize, long salts, Checksum sum)
      throws IOException {
    Map<Long, Long> committed = new HashMap<>();
    Map<Long, Long> pending = new HashMap<>();
    byte[] frame = new byte[FRAME_HEADER + pageSize];
    long position = HEADER;
    while (file.readSome(position, frame, frame.length) == frame.length) {
      long page = Bytes.u32(frame, 0);
      sum.add(frame, 0, 8);
      sum.add(frame, FRAME_HEADER, pageSize);
      if (page == 0 || Bytes.i64(frame, 8) != salts || !sum.is(frame, 16)) {
        break;
      }
      pending.put(page, position);
      if (Bytes.u32(frame, 4) != 0) {
        committed.putAll(pending);
        pending.clear();
      }
      position += frame.length;
    }
    return Map.copyOf(committed);
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
