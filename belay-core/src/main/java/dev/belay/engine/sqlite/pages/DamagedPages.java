package dev.belay.engine.sqlite.pages;

import java.io.IOException;

/** What the pages of a file hold is not what the format says. */
public final class DamagedPages extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedPages(String message) {
    super(message);
  }

  static DamagedPages at(long page, String what) {
    return new DamagedPages("page " + page + ": " + what);
  }
}
