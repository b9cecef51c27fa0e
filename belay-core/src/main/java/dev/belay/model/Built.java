package dev.belay.model;

import java.util.List;

/**
 * What is to be known of a run that built a database out of an empty one, so that an undo can take
 * that back.
 *
 * @param kept what was there before all the same, by kind and name: an undo leaves it
 * @param structure a digest of the structure that the run left; empty where it could not be told
 */
public record Built(List<String> kept, String structure) {
  public Built {
    kept = List.copyOf(kept);
  }
}
