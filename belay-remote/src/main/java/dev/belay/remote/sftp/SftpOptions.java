package dev.belay.remote.sftp;

import dev.belay.store.StoreOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What can be said of an SFTP server.
 *
 * @param keys private key files that are tried
 * @param passphrase of those keys
 * @param password of the user
 * @param knownHosts the file of the servers' keys
 * @param hostKey the fingerprint of the server's key, in place of that file
 * @param agent the socket of the agent
 * @param config OpenSSH's file with what hosts are called
 */
record SftpOptions(
    List<Path> keys,
    Optional<String> passphrase,
    Optional<String> password,
    Path knownHosts,
    Optional<String> hostKey,
    Optional<Path> agent,
    Path config) {
  static final Set<String> NAMES = Set.of("key", "known-hosts", "host-key");

  private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

  SftpOptions {
    keys = List.copyOf(keys);
  }

  static SftpOptions of(StoreOptions given) {
    Path ssh = given.home().resolve(".ssh");
    Optional<String> key = given.value("key").or(() -> given.variable("BELAY_SFTP_KEY"));
    List<Path> keys =
        key.map(k -> List.of(path(given, k)))
            .orElseGet(
                () ->
                    Stream.of(USUAL.toArray(String[]::new))
                        .map(ssh::resolve)
                        .filter(Files::exists)
                        .toList());
    return new SftpOptions(
        keys,
        given.variable("BELAY_SFTP_KEY_PASSPHRASE"),
        given.variable("BELAY_SFTP_PASSWORD"),
        given
            .value("known-hosts")
            .or(() -> given.variable("BELAY_SFTP_KNOWN_HOSTS"))
            .map(k -> path(given, k))
            .orElse(ssh.resolve("known_hosts")),
        given.value("host-key"),
        given.variable("SSH_AUTH_SOCK").map(Path::of),
        ssh.resolve("config"));
  }

  private static Path path(StoreOptions given, String text) {
    return text.startsWith("~/") ? given.home().resolve(text.substring(2)) : Path.of(text);
  }

  /** The secrets stay out of every message. */
  @Override
  public String toString() {
    return "keys " + keys + ", known hosts " + knownHosts;
  }
}
