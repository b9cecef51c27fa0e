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
 * @param copies how far the other repositories are
 * @param problems what is wrong, a line each
 */
public record Info(
    String version,
    String repository,
    boolean repositoryExists,
    Optional<String> repositoryId,
    long snapshots,
    List<DatabaseInfo> databases,
    List<Copy> copies,
    List<String> problems) {
  public Info {
    databases = List.copyOf(databases);
    copies = List.copyOf(copies);
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

  /**
   * One of the other repositories.
   *
   * @param name what the configuration calls it
   * @param location where it is
   * @param exists whether it has been made, and can be reached
   * @param snapshots how many there are
   * @param missing how many of the first repository's belong there and are not
   * @param problem why nothing is known of it; empty where something is
   */
  public record Copy(
      String name, String location, boolean exists, long snapshots, long missing, String problem) {}
}
