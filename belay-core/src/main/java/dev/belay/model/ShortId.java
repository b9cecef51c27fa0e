package dev.belay.model;

/** The beginning of an id: as much as people read and commands take. */
public final class ShortId {
  private static final int LENGTH = 8;

  private ShortId() {}

  /** What is no id, a file's name say, stays as it is. */
  public static String of(String id) {
    return id.length() > LENGTH && id.matches("[0-9a-f]+") ? id.substring(0, LENGTH) : id;
  }
}
