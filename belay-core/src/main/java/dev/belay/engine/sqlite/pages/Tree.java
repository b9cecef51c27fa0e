package dev.belay.engine.sqlite.pages;

import java.io.IOException;

/**
 * A walk through one b-tree, leaf by leaf. Whatever its pages hold, it ends: it goes no deeper than
 * any tree of SQLite's is, and takes no empty leaf. For one thread.
 */
abstract class Tree {
  /** SQLite's own limit. */
  private static final int DEEPEST = 20;

  private static final int RUN_BYTES = 1 << 16;

  /** What a damaged number at the end of a page may read beyond it. */
  private static final int SLACK = 16;

  private final Pages pages;
  private final int interiorType;
  private final int leafType;
  private final Interior[] path = new Interior[DEEPEST];
  private int depth;

  // Grows where pages follow each other: most trees of ten thousand have one page.
  private byte[] run;
  private long runFirst;
  private int runPages;
  private long last;

  private final Payload payload;
  private long leaf;
  private int leafAt;
  private int leafContent;
  private int cell;
  private int cells;

  /**
   * @param most how much of a payload may lie in a page
   */
  Tree(Pages pages, int interiorType, int leafType, int most) {
    this.pages = pages;
    this.interiorType = interiorType;
    this.leafType = leafType;
    this.run = new byte[pages.pageSize() + SLACK];
    this.payload = new Payload(pages, most);
  }

  /** An inner page on the way to the leaf. */
  private static final class Interior {
    private final byte[] bytes;
    private long page;
    private int content;
    private int next;
    private int cells;

    Interior(int size) {
      this.bytes = new byte[size + SLACK];
    }
  }

  /** To be called once, first. */
  final void begin(long root) throws IOException {
    descend(root);
  }

  /** What the current cell holds. */
  final Payload payload() {
    return payload;
  }

  /** Where the next cell of the leaf begins in {@link #leafBytes}; -1 where there is none left. */
  final int nextLeafCell() throws DamagedPages {
    if (cell >= cells) {
      return -1;
    }
    int at = cellAt(run, leafAt, leafContent + 8, cell, leaf);
    cell++;
    return leafAt + at;
  }

  final byte[] leafBytes() {
    return run;
  }

  /** Where the leaf's page ends in {@link #leafBytes}. */
  final int leafEnd() {
    return leafAt + pages.usable();
  }

  final long leafPage() {
    return leaf;
  }

  /** Whether there is an inner page whose next child was not visited. */
  final boolean hasInner() {
    while (depth > 0 && path[depth - 1].next > path[depth - 1].cells) {
      depth--;
    }
    return depth > 0;
  }

  /** The cell between the child that was visited last and the next one. */
  final int innerCell() throws DamagedPages {
    Interior inner = path[depth - 1];
    return cellAt(inner.bytes, 0, inner.content + 12, inner.next - 1, inner.page);
  }

  final byte[] innerBytes() {
    return path[depth - 1].bytes;
  }

  final long innerPage() {
    return path[depth - 1].page;
  }

  final int innerEnd() {
    return pages.usable();
  }

  /** Goes on to the next child of the lowest inner page. */
  final void nextLeaf() throws IOException {
    descend(nextChild(path[depth - 1]));
  }

  private long nextChild(Interior inner) throws DamagedPages {
    int index = inner.next++;
    return index == inner.cells
        ? Bytes.u32(inner.bytes, inner.content + 8)
        : Bytes.u32(inner.bytes, cellAt(inner.bytes, 0, inner.content + 12, index, inner.page));
  }

  private void descend(long from) throws IOException {
    long page = from;
    while (true) {
      int at = load(page);
      int content = Pages.contentAt(page);
      int type = run[at + content];
      int count = Bytes.u16(run, at + content + 3);
      if (type == leafType) {
        if (count == 0 && depth > 0) {
          throw DamagedPages.at(page, "the leaf is empty");
        }
        leaf = page;
        leafAt = at;
        leafContent = content;
        cell = 0;
        cells = count;
        return;
      }
      if (type != interiorType) {
        throw DamagedPages.at(page, "it is no page of this tree");
      }
      if (depth == DEEPEST) {
        throw DamagedPages.at(page, "the tree is deeper than one can be");
      }
      page = nextChild(push(page, at, content, count));
    }
  }

  private Interior push(long page, int at, int content, int count) {
    Interior inner = path[depth];
    if (inner == null) {
      inner = new Interior(pages.pageSize());
      path[depth] = inner;
    }
    depth++;
    System.arraycopy(run, at, inner.bytes, 0, pages.pageSize());
    inner.page = page;
    inner.content = content;
    inner.cells = count;
    inner.next = 0;
    return inner;
  }

  /** Reads pages that are asked for one behind the other several at once. */
  private int load(long page) throws IOException {
    boolean there = page >= runFirst && page < runFirst + runPages;
    if (!there) {
      int most = page == last + 1 ? Math.max(1, RUN_BYTES / pages.pageSize()) : 1;
      if (run.length < most * pages.pageSize()) {
        run = new byte[most * pages.pageSize() + SLACK];
      }
      runPages = 0;
      runPages = pages.readRun(page, run, most);
      runFirst = page;
    }
    last = page;
    return (int) (page - runFirst) * pages.pageSize();
  }

  /** Where a cell begins, from the beginning of its page. */
  private int cellAt(byte[] bytes, int pageAt, int pointers, int index, long page)
      throws DamagedPages {
    int pointer = pointers + 2 * index;
    int at = pointer + 2 <= pages.usable() ? Bytes.u16(bytes, pageAt + pointer) : 0;
    if (at < pointers || at + 4 > pages.usable()) {
      throw DamagedPages.at(page, "cell " + index + " lies outside of it");
    }
    return at;
  }
}
