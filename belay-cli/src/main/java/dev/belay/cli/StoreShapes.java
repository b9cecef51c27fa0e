package dev.belay.cli;

import dev.belay.model.CopyResult;
import dev.belay.model.StoreVerification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents about storage and copies that {@code --json} writes. */
final class StoreShapes {
  private StoreShapes() {}

  record Verification(String location, boolean ok, List<Guarantee> guarantees) {
    record Guarantee(
        String guarantee, String sentence, boolean ok, @Nullable String problem, double seconds) {}

    static Verification of(StoreVerification v) {
      return new Verification(
          v.location(),
          v.ok(),
          v.results().stream()
              .map(
                  r ->
                      new Guarantee(
                          r.guarantee(),
                          r.sentence(),
                          r.ok(),
                          r.ok() ? null : r.problem(),
                          r.seconds()))
              .toList());
    }
  }

  record Copies(boolean ok, List<Copy> copies) {
    static Copies of(CopyResult result) {
      return new Copies(result.ok(), list(result));
    }
  }

  record Copy(
      String repository,
      String location,
      boolean ok,
      int snapshots,
      long bytesStored,
      int notes,
      @Nullable String problem) {}

  static List<Copy> list(CopyResult result) {
    return result.destinations().stream()
        .map(
            p ->
                new Copy(
                    p.name(),
                    p.location(),
                    p.ok(),
                    p.snapshots(),
                    p.bytesStored(),
                    p.notes(),
                    p.ok() ? null : p.problem()))
        .toList();
  }
}
