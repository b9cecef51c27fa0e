package dev.belay.engine.sqlite.pages;

import java.io.IOException;

/** What one cell holds: {@code bytes()[from()..from() + length())}. For one thread. */
final class Payload {
  /** A larger one is not kept for the next. */
  private static final int LARGE = 1 << 20;

  private static final byte[] NOTHING = {};

  private final Pages pages;
  private final int most;
  private final int least;
  private byte[] spilled = NOTHING;
  private byte[] page = NOTHING;
  private byte[] bytes = NOTHING;
  private int from;
  private int length;

  /**
   * @param most how much of one may lie in a page of this kind
   */
  Payload(Pages pages, int most) {
    this.pages = pages;
    this.most = most;
    this.least = (pages.usable() - 12) * 32 / 255 - 23;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int length() {
    return length;
  }

  /**
   * Takes the payload of {@code size} bytes that begins here.
   *
   * @param end where its page ends
   * @param number the page's number
   */
  void read(byte[] cell, int at, long size, int end, long number) throws IOException {
    int local = local(size, number);
    if (spilled.length > LARGE) {
      spilled = NOTHING;
      bytes = NOTHING;
    }
    if (at + local + (local < size ? 4 : 0) > end) {
      throw DamagedPages.at(number, "a cell reaches beyond its end");
    }
    if (local == size) {
      bytes = cell;
      from = at;
      length = local;
      return;
    }
    gather(cell, at, local, (int) size);
  }

  private int local(long size, long number) throws IOException {
    if (size >= 0 && size <= most) {
      return (int) size;
    }
    if (size < 0 || size > Integer.MAX_VALUE - 64 || size > pages.bytes()) {
      throw DamagedPages.at(number, "a cell is larger than the file");
    }
    long some = least + (size - least) % (pages.usable() - 4);
    return (int) (some <= most ? some : least);
  }

  private void gather(byte[] cell, int at, int local, int size) throws IOException {
    if (spilled.length < size) {
      spilled = new byte[size];
    }
    if (page.length == 0) {
      page = new byte[pages.pageSize()];
    }
    System.arraycopy(cell, at, spilled, 0, local);
    long next = Bytes.u32(cell, at + local);
    int done = local;
    while (done < size) {
      pages.read(next, page, 0);
      int part = Math.min(size - done, pages.usable() - 4);
      System.arraycopy(page, 4, spilled, done, part);
      done += part;
      next = Bytes.u32(page, 0);
    }
    bytes = spilled;
    from = 0;
    length = size;
  }
}
