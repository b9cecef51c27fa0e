package dev.belay.engine.sqlite.pages;

import java.io.IOException;

/** The rows of a table that has rowids, in their order. For one thread. */
public final class TableTree {
  private static final int INTERIOR = 5;
  private static final int LEAF = 13;

  private final Walk walk;
  private final RecordValues record;
  private long rowid;
  private boolean begun;

  /**
   * @param root the page where the tree begins
   * @param columns how many values of a row are wanted, counted from the first
   */
  public TableTree(Pages pages, long root, int columns) throws IOException {
    this.walk = new Walk(pages);
    this.record = new RecordValues(columns);
    walk.begin(root);
  }

  /** Whether the tree of a table has more than one page beside those of large values. */
  public static boolean isLarge(Pages pages, long root) throws IOException {
    byte[] page = new byte[pages.pageSize()];
    pages.read(root, page, 0);
    return page[Pages.contentAt(root)] == INTERIOR;
  }

  /** Moves to the next row; false where there is none. */
  public boolean next() throws IOException {
    int at = walk.cell();
    if (at < 0) {
      return false;
    }
    byte[] bytes = walk.leafBytes();
    long size = Bytes.varint(bytes, at);
    int rowidAt = at + Bytes.varintSize(bytes, at);
    long id = Bytes.varint(bytes, rowidAt);
    if (begun && id <= rowid) {
      throw DamagedPages.at(walk.leafPage(), "its rows are not in order");
    }
    begun = true;
    rowid = id;
    Payload payload = walk.payload();
    payload.read(
        bytes, rowidAt + Bytes.varintSize(bytes, rowidAt), size, walk.leafEnd(), walk.leafPage());
    record.read(payload, walk.leafPage());
    return true;
  }

  public long rowid() {
    return rowid;
  }

  /** The current row's values; valid until the next one is asked for. */
  public RecordValues row() {
    return record;
  }

  private static final class Walk extends Tree {
    Walk(Pages pages) {
      super(pages, INTERIOR, LEAF, pages.usable() - 35);
    }

    int cell() throws IOException {
      int at = nextLeafCell();
      while (at < 0 && hasInner()) {
        nextLeaf();
        at = nextLeafCell();
      }
      return at;
    }
  }
}
