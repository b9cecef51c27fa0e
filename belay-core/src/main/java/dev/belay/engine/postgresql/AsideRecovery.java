package dev.belay.engine.postgresql;

import dev.belay.engine.Database.Outcome;
import dev.belay.engine.ReadOptions;
import java.io.IOException;

/**
 * Finds out how a run ended that built a database aside and died, and drops the one of the two
 * databases that is left over.
 */
record AsideRecovery(Connector connector, AsideMark mark) {
  Outcome settle() throws IOException {
    Swap swap = new Swap(connector, ReadOptions.DEFAULT, mark);
    try {
      Outcome outcome = outcome(swap);
      if (outcome == Outcome.COMMITTED && swap.has(mark.old())) {
        swap.clear();
      }
      if (outcome == Outcome.ROLLED_BACK) {
        swap.drop();
      }
      return outcome;
    } finally {
      swap.release();
    }
  }

  private Outcome outcome(Swap swap) throws IOException {
    if (mark.swap().isEmpty()) {
      return Outcome.ROLLED_BACK;
    }
    Outcome outcome = swap.outcome(mark.swap().get());
    if (outcome != Outcome.UNKNOWN) {
      return outcome;
    }
    // The names themselves tell, long after the server has forgotten the transaction.
    if (swap.has(mark.old())) {
      return Outcome.COMMITTED;
    }
    return swap.has(mark.fresh()) ? Outcome.ROLLED_BACK : Outcome.UNKNOWN;
  }
}
