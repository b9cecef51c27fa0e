package dev.belay.model;

import java.util.List;
import java.util.Optional;

/**
 * What a storage turned out to guarantee.
 *
 * @param location where it is
 * @param results one for each guarantee
 * @param made what had to be made for it and stays, as "bucket photos"
 */
public record StoreVerification(String location, List<Result> results, Optional<String> made) {
  public StoreVerification {
    results = List.copyOf(results);
  }

  /**
   * One guarantee.
   *
   * @param guarantee its stable name
   * @param sentence what it says
   * @param ok whether the storage kept it
   * @param problem what was seen instead; empty where it did
   * @param seconds how long it took to find out
   */
  public record Result(
      String guarantee, String sentence, boolean ok, String problem, double seconds) {}

  /** Whether all of them were kept. */
  public boolean ok() {
    return results.stream().allMatch(Result::ok);
  }
}
