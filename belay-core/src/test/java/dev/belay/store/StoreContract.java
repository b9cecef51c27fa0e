package dev.belay.store;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store must do; each driver's test extends this. */
abstract class StoreContract {
  /** A store in the place that all calls of one test share. */
  abstract Store newStore() throws IOException;

  @ParameterizedTest
  @EnumSource(Guarantee.class)
  void keeps(Guarantee guarantee) throws Exception {
    try (Store one = newStore();
        Store two = newStore()) {
      guarantee.prove(one, two);
    }
  }
}
