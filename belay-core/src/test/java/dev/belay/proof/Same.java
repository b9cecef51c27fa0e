package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Compares what databases hold, and shows only what differs. */
final class Same {
  private Same() {}

  static void same(String what, List<String> wanted, List<String> found) {
    List<String> missing = new ArrayList<>(wanted);
    found.forEach(missing::remove);
    List<String> extra = new ArrayList<>(found);
    wanted.forEach(extra::remove);
    assertThat("missing " + missing + ", extra " + extra)
        .as(what)
        .isEqualTo("missing [], extra []");
  }
}
