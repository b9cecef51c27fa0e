package dev.belay.model;

/**
 * What an export writes in the place of a column's values. NULL stays NULL in all but {@link
 * Fixed}. Equal values stay equal, so that keys and joins stay what they are.
 */
public sealed interface Mask {
  /** Another value of the same type that tells nothing about the one it stands for. */
  record Hash() implements Mask {}

  /** No value at all. */
  record Null() implements Mask {}

  /**
   * The same for every row.
   *
   * @param value as the engine reads it
   */
  record Fixed(String value) implements Mask {}

  /**
   * Something that looks like the real thing.
   *
   * @param what of which kind
   */
  record Fake(Kind what) implements Mask {}

  /** What can be made up. */
  enum Kind {
    EMAIL,
    NAME,
    PHONE
  }
}
