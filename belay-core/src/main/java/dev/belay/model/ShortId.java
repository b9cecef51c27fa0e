package dev.belay.model;

/** The beginning of an id: as much as people read and commands take. */
public final class ShortId {
  private static final int LENGTH = 8;

  private ShortId() {}

  public static String of(String id) {
    return id.length() > LENGTH ? id.substring(0, LENGTH) : id;
  }
}
