package dev.belay.store;

import dev.belay.model.StoreVerification;
import dev.belay.model.StoreVerification.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * Finds out what a storage guarantees, in a directory of its own beside the repository's files that
 * is gone afterwards.
 */
public final class StoreVerifier {
  private final Function<String, Store> stores;

  /**
   * @param stores the store at a location
   */
  public StoreVerifier(Function<String, Store> stores) {
    this.stores = stores;
  }

  /** Proves every guarantee, also after one failed. */
  public StoreVerification verify(String location) throws IOException {
    String place =
        (location.endsWith("/") ? location : location + "/") + "belay-verify-" + UUID.randomUUID();
    try (Store one = stores.apply(place);
        Store two = stores.apply(place)) {
      List<Result> results = new ArrayList<>();
      for (Guarantee guarantee : Guarantee.values()) {
        results.add(result(guarantee, one, two));
      }
      return new StoreVerification(location, results, one.made());
    }
  }

  private static Result result(Guarantee guarantee, Store one, Store two) {
    long begun = System.nanoTime();
    String problem = "";
    try {
      guarantee.prove(one, two);
    } catch (BrokenGuarantee e) {
      problem = String.valueOf(e.getMessage());
    } catch (IOException e) {
      problem = "could not be found out: " + e;
    }
    return new Result(
        guarantee.name().toLowerCase(Locale.ROOT),
        guarantee.sentence(),
        problem.isEmpty(),
        problem,
        (System.nanoTime() - begun) / 1e9);
  }
}
