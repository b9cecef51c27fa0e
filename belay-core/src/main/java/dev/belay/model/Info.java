package dev.belay.model;

import java.util.List;
import java.util.Optional;

/**
 * How things stand.
 *
 * @param version Belay's version
 * @param repository where snapshots live
 * @param repositoryExists whether it has been made
 * @param repositoryId its own id
 * @param snapshots how many there are
 * @param databases the databases that are named or have snapshots
 * @param problems what is wrong, a line each
 */
public record Info(
    String version,
    String repository,
    boolean repositoryExists,
    Optional<String> repositoryId,
    long snapshots,
    List<DatabaseInfo> databases,
    List<String> problems) {
  public Info {
    databases = List.copyOf(databases);
    problems = List.copyOf(problems);
  }

  /**
   * One database.
   *
   * @param name its name
   * @param address where it is; empty where only snapshots know it
   * @param engine its engine
   * @param last its newest snapshot
   * @param snapshots how many there are
   * @param isProtected whether destructive commands want its name typed
   */
  public record DatabaseInfo(
      String name,
      String address,
      String engine,
      Optional<SnapshotSummary> last,
      long snapshots,
      boolean isProtected) {}
}
