package dev.belay;

/** Which Belay this is. */
public final class Version {
  /** The version. */
  public static final String NUMBER = "0.1.0";

  /** As it stands in manifests and snapshots. */
  public static final String TOOL = "belay " + NUMBER;

  private Version() {}
}
