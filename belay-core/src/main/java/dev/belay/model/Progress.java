package dev.belay.model;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a long operation tells what it does, and asks whether it should go on. Called from several
 * threads at once, often (each few thousand rows), so it must be quick.
 */
public interface Progress {
  /** A phase of the work begins: {@code reading}, {@code applying}, {@code verifying}, … */
  void phase(String name);

  /** Work on a table begins; {@code expectedBytes} is a guess, or -1 where nothing is known. */
  void table(TableName table, long expectedBytes);

  /** So much more of a table has been done. */
  void advance(TableName table, long rows, long bytes);

  /**
   * Whether somebody asked for the work to end: it then fails with INTERRUPTED and changes nothing.
   */
  boolean cancelled();

  /** Ends the work with INTERRUPTED, where somebody asked for that and nothing was changed yet. */
  default void stopIfCancelled() {
    stopIfCancelled("nothing was changed", "start it again when you like");
  }

  /**
   * Ends the work with INTERRUPTED, where somebody asked for that.
   *
   * @param state what there is by now
   * @param next what to do
   */
  default void stopIfCancelled(String state, String next) {
    if (cancelled()) {
      throw new BelayException(ErrorCode.INTERRUPTED, "interrupted; " + state, next);
    }
  }

  /**
   * Tells the phases, and ends the work when asked to.
   *
   * @param phases takes each phase's name as it begins
   * @param cancelled asked often, from several threads
   */
  static Progress of(Consumer<String> phases, BooleanSupplier cancelled) {
    return new Progress() {
      @Override
      public void phase(String name) {
        phases.accept(name);
      }

      @Override
      public void table(TableName table, long expectedBytes) {}

      @Override
      public void advance(TableName table, long rows, long bytes) {}

      @Override
      public boolean cancelled() {
        return cancelled.getAsBoolean();
      }
    };
  }

  /** Tells nobody and is never cancelled. */
  Progress NONE =
      new Progress() {
        @Override
        public void phase(String name) {}

        @Override
        public void table(TableName table, long expectedBytes) {}

        @Override
        public void advance(TableName table, long rows, long bytes) {}

        @Override
        public boolean cancelled() {
          return false;
        }
      };
}
