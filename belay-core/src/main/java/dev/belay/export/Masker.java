package dev.belay.export;

/** Puts a value in the place of another. Equal values get equal ones. For any thread. */
@FunctionalInterface
public interface Masker {
  /** Every value stays. */
  Masker NONE = value -> value;

  Value mask(Value value);
}
