package dev.belay.repository;

/** What a blob is: content, or a directory. Each goes to packs of its own. */
public enum BlobType {
  /** Content of a file. */
  DATA("data"),
  /** A directory as JSON. */
  TREE("tree");

  private final String json;

  BlobType(String json) {
    this.json = json;
  }

  /** The name in restic's index. */
  String json() {
    return json;
  }

  static BlobType ofJson(String name) {
    return switch (name) {
      case "data" -> DATA;
      case "tree" -> TREE;
      default -> throw new IllegalArgumentException("unknown type of blob: " + name);
    };
  }
}
