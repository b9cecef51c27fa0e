package dev.belay.engine.sqlite.pages;

import java.io.IOException;

/** The entries of an index, in its order. For one thread. */
public final class IndexTree {
  private static final int INTERIOR = 2;
  private static final int LEAF = 10;

  private final Walk walk;
  private final RecordValues record;
  private final int parts;
  private boolean leafDone;

  /**
   * @param root the page where the tree begins
   * @param parts how many values an entry has, the rowid at their end
   */
  public IndexTree(Pages pages, long root, int parts) throws IOException {
    this.walk = new Walk(pages);
    // One more, so that one too many is seen.
    this.record = new RecordValues(parts + 1);
    this.parts = parts;
    walk.begin(root);
  }

  /** Moves to the next entry; false where there is none. */
  public boolean next() throws IOException {
    if (leafDone) {
      leafDone = false;
      walk.nextLeaf();
    }
    int at = walk.nextLeafCell();
    if (at >= 0) {
      read(walk.leafBytes(), at, walk.leafEnd(), walk.leafPage());
      return true;
    }
    if (!walk.hasInner()) {
      return false;
    }
    // Behind the child's number.
    read(walk.innerBytes(), walk.innerCell() + 4, walk.innerEnd(), walk.innerPage());
    leafDone = true;
    return true;
  }

  private void read(byte[] bytes, int at, int end, long page) throws IOException {
    Payload payload = walk.payload();
    int behind = at + Bytes.varintSize(bytes, at);
    payload.read(bytes, behind, Bytes.varint(bytes, at), end, page);
    record.read(payload, page);
    if (record.count() != parts || record.kind(parts - 1) != RecordValues.Kind.INTEGER) {
      throw DamagedPages.at(page, "it is not an entry of this index");
    }
  }

  /** The current entry's values; valid until the next one is asked for. */
  public RecordValues entry() {
    return record;
  }

  private static final class Walk extends Tree {
    Walk(Pages pages) {
      super(pages, INTERIOR, LEAF, (pages.usable() - 12) * 64 / 255 - 23);
    }
  }
}
