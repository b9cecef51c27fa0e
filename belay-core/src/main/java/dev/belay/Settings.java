package dev.belay;

import dev.belay.engine.ReadOptions;
import dev.belay.model.Profile;
import dev.belay.retention.RetentionRules;
import dev.belay.store.StoreOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link Belay} works with.
 *
 * @param repository where snapshots live: a path or location
 * @param password opens the repository
 * @param databases the databases that have names, by name
 * @param clock tells the time
 * @param tempDirectory where the index of the repository is spread out while it is in use
 * @param storage what the repository's storage needs to know
 * @param copies where snapshots go beside it
 * @param retention which snapshots to keep
 * @param profiles selections with their rules, by name
 * @param patience how long to wait for somebody else's lock on a database
 * @param called what people call the file that all this comes from, or could
 */
public record Settings(
    String repository,
    RepositoryPassword password,
    Map<String, Target> databases,
    Clock clock,
    Optional<Path> tempDirectory,
    StoreOptions storage,
    Copies copies,
    RetentionRules retention,
    Map<String, Profile> profiles,
    Duration patience,
    String called) {
  /** How long to wait where nobody says. */
  public static final Duration PATIENCE = ReadOptions.DEFAULT.patience();

  /** What the configuration is called where nobody says. */
  public static final String CALLED = "belay.yaml";

  public Settings {
    databases = Map.copyOf(databases);
    profiles = Map.copyOf(profiles);
  }

  /** A repository alone, with the storage options of this process. */
  public static Settings of(String repository, RepositoryPassword password, Clock clock) {
    return new Settings(
        repository,
        password,
        Map.of(),
        clock,
        Optional.empty(),
        StoreOptions.system(),
        Copies.NONE,
        RetentionRules.NONE,
        Map.of(),
        PATIENCE,
        CALLED);
  }

  /** The same for another repository, without copies. */
  Settings at(Destination destination) {
    return new Settings(
        destination.location(),
        destination.password(),
        databases,
        clock,
        tempDirectory,
        storage.with(destination.options()),
        Copies.NONE,
        retention,
        profiles,
        patience,
        called);
  }

  /** The same with names for these databases. */
  public Settings withDatabases(Map<String, Target> named) {
    return copy(named, tempDirectory, storage, copies, profiles, patience);
  }

  /** The same with the index spread out there. */
  public Settings withTempDirectory(Path directory) {
    return copy(databases, Optional.of(directory), storage, copies, profiles, patience);
  }

  /** The same with another word on what the storage needs to know. */
  public Settings with(StoreOptions other) {
    return copy(databases, tempDirectory, other, copies, profiles, patience);
  }

  /** The same with another word on where snapshots go beside the repository. */
  public Settings with(Copies others) {
    return copy(databases, tempDirectory, storage, others, profiles, patience);
  }

  /** The same with these profiles. */
  public Settings with(Map<String, Profile> others) {
    return copy(databases, tempDirectory, storage, copies, others, patience);
  }

  /** The same with another word on how long to wait. */
  public Settings with(Duration wait) {
    return copy(databases, tempDirectory, storage, copies, profiles, wait);
  }

  private Settings copy(
      Map<String, Target> named,
      Optional<Path> directory,
      StoreOptions options,
      Copies others,
      Map<String, Profile> selections,
      Duration wait) {
    return new Settings(
        repository,
        password,
        named,
        clock,
        directory,
        options,
        others,
        retention,
        selections,
        wait,
        called);
  }
}
