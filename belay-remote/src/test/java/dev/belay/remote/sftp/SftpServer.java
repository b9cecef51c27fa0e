package dev.belay.remote.sftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * A real SFTP server over this machine's files, with a user's home: MINA's own, or OpenSSH's behind
 * MINA's SSH.
 */
final class SftpServer implements AutoCloseable {
  private static final List<Path> OPENSSH =
      Stream.of(
              System.getProperty("belay.sftp-server", ""),
              "/usr/lib/openssh/sftp-server",
              "/usr/libexec/openssh/sftp-server",
              "/usr/libexec/sftp-server")
          .filter(p -> !p.isEmpty())
          .map(Path::of)
          .toList();

  private final SshServer server;
  private final Path home;
  private final KeyPair hostKey;
  private final KeyPair otherKey;

  private SftpServer(SshServer server, Path home, KeyPair hostKey, KeyPair otherKey) {
    this.otherKey = otherKey;
    this.server = server;
    this.home = home;
    this.hostKey = hostKey;
  }

  /** OpenSSH's program, which Maven can't bring. */
  static Optional<Path> openSsh() {
    return OPENSSH.stream().filter(Files::isExecutable).findFirst();
  }

  static SftpServer start(Path directory) throws Exception {
    return start(directory, new SftpSubsystemFactory.Builder().build());
  }

  static SftpServer startOpenSsh(Path directory) throws Exception {
    String program =
        openSsh()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "OpenSSH's sftp-server is not installed; ./dev check sees to it"))
            .toString();
    return start(
        directory,
        new SubsystemFactory() {
          @Override
          public String getName() {
            return "sftp";
          }

          @Override
          public org.apache.sshd.server.command.Command createSubsystem(
              org.apache.sshd.server.channel.ChannelSession channel) throws IOException {
            return new ProcessShellFactory(program, program).createShell(channel);
          }
        });
  }

  /** With a user {@code tester}, who has a key without passphrase. */
  private static SftpServer start(Path directory, SubsystemFactory subsystem) throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path ssh = Files.createDirectories(home.resolve(".ssh"));
    keygen(ssh.resolve("id_ed25519"), "");
    PublicKey user = publicKey(ssh.resolve("id_ed25519.pub"));
    KeyPair hostKey = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
    KeyPair other = KeyUtils.generateKeyPair("ssh-rsa", 2048);
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(KeyPairProvider.wrap(other, hostKey));
    server.setPublickeyAuthenticator(
        (name, key, session) -> name.equals("tester") && KeyUtils.compareKeys(key, user));
    server.setPasswordAuthenticator(
        (name, password, session) -> name.equals("tester") && password.equals("canary-password"));
    server.setSubsystemFactories(List.of(subsystem));
    server.start();
    SftpServer started = new SftpServer(server, home, hostKey, other);
    started.known(started.hostKey.getPublic());
    return started;
  }

  /** Makes a key as people do. */
  static void keygen(Path file, String passphrase) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                passphrase,
                "-C",
                "test",
                "-f",
                file.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("this test needs ssh-keygen (openssh-client): " + said);
    }
  }

  private static PublicKey publicKey(Path file) throws Exception {
    AuthorizedKeyEntry entry =
        AuthorizedKeyEntry.parseAuthorizedKeyEntry(Files.readString(file).trim());
    return entry.resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
  }

  /** Says in the user's file of known hosts that this is the server's key. */
  void known(PublicKey key) throws IOException {
    Files.writeString(
        home.resolve(".ssh/known_hosts"),
        "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(key) + "\n");
  }

  /** A second key of it, which clients like less. */
  PublicKey otherKey() {
    return otherKey.getPublic();
  }

  String fingerprint() {
    return KeyUtils.getFingerPrint(hostKey.getPublic());
  }

  int port() {
    return server.getPort();
  }

  Path home() {
    return home;
  }

  /** The variables of a process of this user. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", home.toString());
    return environment;
  }

  /** The location of a directory on it, by an absolute path. */
  String location(Path directory) {
    return "sftp://tester@127.0.0.1:" + port() + "/" + directory;
  }

  /** Cuts off everybody who is connected now. */
  void cutOff() {
    server.getActiveSessions().forEach(session -> session.close(true));
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
