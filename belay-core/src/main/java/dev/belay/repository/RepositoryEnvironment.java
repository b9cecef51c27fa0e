package dev.belay.repository;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a repository needs from the world around it.
 *
 * @param clock tells the time for locks and keys
 * @param random makes keys, nonces and ids
 * @param hostname as restic would write it, so that both recognise each other's locks
 * @param username the system user
 * @param pid of this process
 * @param temporary a directory for tables that are too large for the heap
 * @param lockWait how long to wait for others who hold the repository
 * @param warnings who is told, in a sentence, of what a person should know and nothing failed for
 */
public record RepositoryEnvironment(
    Clock clock,
    SecureRandom random,
    String hostname,
    String username,
    long pid,
    Path temporary,
    Duration lockWait,
    Consumer<String> warnings) {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(30);

  /** The environment of this process. */
  public static RepositoryEnvironment system() {
    return new RepositoryEnvironment(
        Clock.systemUTC(),
        new SecureRandom(),
        systemHostname(),
        System.getProperty("user.name", ""),
        ProcessHandle.current().pid(),
        Path.of(System.getProperty("java.io.tmpdir", ".")),
        LOCK_WAIT,
        warning -> {});
  }

  /** The same, waiting so long for locks. */
  public RepositoryEnvironment withLockWait(Duration wait) {
    return new RepositoryEnvironment(
        clock, random, hostname, username, pid, temporary, wait, warnings);
  }

  /** The same, telling this one of warnings. */
  public RepositoryEnvironment withWarnings(Consumer<String> told) {
    return new RepositoryEnvironment(
        clock, random, hostname, username, pid, temporary, lockWait, told);
  }

  private static String systemHostname() {
    try {
      // The kernel's own answer is what restic writes, and needs no name server.
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
    } catch (IOException e) {
      return networkHostname();
    }
  }

  private static String networkHostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
