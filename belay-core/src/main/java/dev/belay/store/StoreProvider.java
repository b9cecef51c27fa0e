package dev.belay.store;

import java.util.Set;

/** Opens stores of other kinds than a directory. Found by {@link java.util.ServiceLoader}. */
public interface StoreProvider {
  /** The schemes of its locations, for instance {@code s3}. */
  Set<String> schemes();

  /** The names of the options that it understands. */
  Set<String> options();

  /**
   * The store at a location of one of its schemes. Touches nothing: what can't be reached is told
   * by the first call.
   *
   * @throws dev.belay.model.BelayException USAGE where the location or an option makes no sense
   */
  Store open(String location, StoreOptions options);
}
