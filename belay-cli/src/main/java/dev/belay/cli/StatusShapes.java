package dev.belay.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.belay.model.Info;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The document about all that there is that {@code --json} writes. Scripts rely on the names: they
 * may grow, never change.
 */
final class StatusShapes {
  private StatusShapes() {}

  record Status(
      String version,
      String repository,
      boolean repositoryExists,
      @Nullable String repositoryId,
      long snapshots,
      List<Database> databases,
      List<Copy> copies,
      List<String> problems) {
    record Copy(
        String repository,
        String location,
        boolean exists,
        long snapshots,
        long missing,
        @Nullable String problem) {}

    record Database(
        String database,
        String address,
        String engine,
        SnapshotShapes.@Nullable Snapshot last,
        long snapshots,
        @JsonProperty("protected") boolean isProtected) {}

    static Status of(Info info) {
      return new Status(
          info.version(),
          info.repository(),
          info.repositoryExists(),
          Shapes.orNull(info.repositoryId()),
          info.snapshots(),
          info.databases().stream()
              .map(
                  d ->
                      new Database(
                          d.name(),
                          d.address(),
                          d.engine(),
                          d.last().map(SnapshotShapes.Snapshot::of).orElse(null),
                          d.snapshots(),
                          d.isProtected()))
              .toList(),
          info.copies().stream()
              .map(
                  c ->
                      new Copy(
                          c.name(),
                          c.location(),
                          c.exists(),
                          c.snapshots(),
                          c.missing(),
                          c.problem().isEmpty() ? null : c.problem()))
              .toList(),
          info.problems());
    }
  }
}
