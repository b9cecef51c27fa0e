package dev.belay.cli;

/** How a snapshot is named on the command line. */
final class SnapshotReference {
  static final String LABEL = "SNAPSHOT";
  static final String HELP =
      "An id or the beginning of one, latest, latest~1, latest:DB or latest:TYPE.";

  private SnapshotReference() {}
}
