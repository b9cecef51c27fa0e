package dev.belay.remote.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.StoreVerification;
import dev.belay.store.FileKind;
import dev.belay.store.Guarantee;
import dev.belay.store.Store;
import dev.belay.store.StoreException;
import dev.belay.store.StoreOptions;
import dev.belay.store.StoreVerifier;
import dev.belay.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store over a real server's protocol, with real keys. */
@Tag("server")
class SftpStoreTest {
  private static final String A = "a".repeat(64);

  @TempDir Path directory;
  private SftpServer server;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    server = newServer(directory);
    environment.putAll(server.environment());
  }

  SftpServer newServer(Path place) throws Exception {
    return SftpServer.start(place);
  }

  /** Whether it knows {@code statvfs@openssh.com}. */
  boolean tellsFreeSpace() {
    return false;
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private Store open(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.putIfAbsent("retry-seconds", "0");
    return Stores.open(location(), new StoreOptions(all, environment, Optional.empty()));
  }

  private String location() {
    return server.location(directory.resolve("deep/repo"));
  }

  @ParameterizedTest
  @EnumSource(Guarantee.class)
  void keeps(Guarantee guarantee) throws Exception {
    try (Store one = open(Map.of());
        Store two = open(Map.of())) {
      guarantee.prove(one, two);
    }
  }

  @Test
  void roomForRemovingIsKeptWhereTheServerTellsHowFullItIs() throws Exception {
    Path spare = directory.resolve("deep/repo/tmp/spare");
    try (Store store = open(Map.of())) {
      store.initialize();
      store.write(FileKind.LOCK, A, new byte[3]);
      assertThat(Files.exists(spare)).isEqualTo(tellsFreeSpace());
      if (tellsFreeSpace()) {
        assertThat(spare).hasSize(1 << 20);
      }
      store.makeRoom(); // this disk is not full
      assertThat(Files.exists(spare)).isEqualTo(tellsFreeSpace());
      store.delete(FileKind.LOCK, A);
      store.removeIfEmpty();
    }
    assertThat(directory.resolve("deep/repo")).doesNotExist();
  }

  @Test
  void liesThereAsResticLaysItOut() throws Exception {
    try (Store store = open(Map.of())) {
      store.initialize();
      store.write(FileKind.PACK, A, new byte[3]);
    }
    Path pack = directory.resolve("deep/repo/data/aa/" + A);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pack)))
        .isEqualTo("r--------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("deep/repo"))))
        .isEqualTo("rwx------");
    try (Stream<Path> temporary = Files.list(directory.resolve("deep/repo/tmp"))) {
      assertThat(temporary).isEmpty();
    }
  }

  @Test
  void whatUploadsThatWereCutOffLeftIsClearedAfterADay() throws Exception {
    Path temporary = directory.resolve("deep/repo/tmp");
    try (Store store = open(Map.of())) {
      store.clearLeavings();
      assertThat(temporary).doesNotExist();
      store.initialize();
      store.clearLeavings();
      Path old = Files.write(temporary.resolve(UUID.randomUUID().toString()), new byte[9]);
      Path young = Files.write(temporary.resolve(UUID.randomUUID().toString()), new byte[9]);
      Path somebodys = Files.write(temporary.resolve("README"), new byte[9]);
      Path directory = Files.createDirectory(temporary.resolve(UUID.randomUUID().toString()));
      store.write(FileKind.PACK, A, new byte[3]);
      // Killed between the link and the removal of the other name.
      Path linked = temporary.resolve(UUID.randomUUID().toString());
      Files.createLink(linked, this.directory.resolve("deep/repo/data/aa/" + A));
      for (Path file : List.of(old, somebodys, directory, linked)) {
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
        Files.setLastModifiedTime(file, before);
      }

      store.clearLeavings();

      try (Stream<Path> left = Files.list(temporary)) {
        assertThat(left).containsExactlyInAnyOrder(young, somebodys, directory);
      }
      assertThat(store.read(FileKind.PACK, A)).hasSize(3);
    }
  }

  @Test
  void aVerificationLeavesNothing() throws Exception {
    Files.createDirectories(directory.resolve("deep/repo"));
    StoreOptions options = new StoreOptions(Map.of(), environment, Optional.empty());
    StoreVerification result =
        new StoreVerifier(location -> Stores.open(location, options)).verify(location());
    assertThat(result.results()).allMatch(StoreVerification.Result::ok);
    try (Stream<Path> left = Files.list(directory.resolve("deep/repo"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aConnectionThatBreaksIsMadeAgain() throws Exception {
    try (Store store = open(Map.of("retry-seconds", "30"))) {
      store.initialize();
      for (int i = 0; i < 3; i++) {
        String name = Integer.toString(i).repeat(64);
        store.write(FileKind.PACK, name, new byte[i + 1]);
        server.cutOff();
        assertThat(store.size(FileKind.PACK, name)).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void anUnknownHostIsRefusedWithItsFingerprint() throws Exception {
    Files.delete(server.home().resolve(".ssh/known_hosts"));
    refused(Map.of(), "is not known", "ssh");
    try (Store store = open(Map.of("host-key", server.fingerprint()))) {
      assertThat(store.exists(FileKind.CONFIG, "config")).isFalse();
    }
  }

  @Test
  void ofSeveralKeysTheServerShowsTheOneThatIsKnown() throws Exception {
    server.known(server.otherKey());
    try (Store store = open(Map.of())) {
      assertThat(store.exists(FileKind.CONFIG, "config")).isFalse();
    }
  }

  @Test
  void anotherKeyThanTheKnownOneIsRefused() throws Exception {
    server.known(KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256).getPublic());
    refused(Map.of(), "not the one that is known", "ssh-keygen -R [127.0.0.1]:");
    refused(Map.of("host-key", "SHA256:nothing"), "not SHA256:nothing", "host-key");
  }

  private void refused(Map<String, String> options, String message, String hint) throws Exception {
    try (Store store = open(options)) {
      assertThatThrownBy(() -> store.exists(FileKind.CONFIG, "config"))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(StoreException.Kind.NO_ACCESS);
                assertThat(e).hasMessageContaining(message);
                assertThat(e.hint()).contains(hint);
              });
    }
  }

  @Test
  void withoutAKeyTheServerLetsNobodyIn() throws Exception {
    Files.delete(server.home().resolve(".ssh/id_ed25519"));
    refused(Map.of(), "does not let", "no key was found");
    environment.put("BELAY_SFTP_PASSWORD", "canary-wrong");
    refused(Map.of(), "does not let", "BELAY_SFTP_PASSWORD");
    environment.put("BELAY_SFTP_PASSWORD", "canary-password");
    try (Store store = open(Map.of())) {
      assertThat(store.exists(FileKind.CONFIG, "config")).isFalse();
    }
  }

  @Test
  void aKeyWithAPassphraseOpensWithIt() throws Exception {
    Path key = server.home().resolve(".ssh/id_ed25519");
    Process process =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-p", "-P", "", "-N", "canary phrase", "-f", key.toString())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    refused(Map.of(), "does not let", "passphrase");
    environment.put("BELAY_SFTP_KEY_PASSPHRASE", "canary phrase");
    try (Store store = open(Map.of())) {
      assertThat(store.exists(FileKind.CONFIG, "config")).isFalse();
    }
  }

  @Test
  void theAgentsKeysLetIn() throws Exception {
    Path socket = directory.resolve("agent");
    Path key = server.home().resolve(".ssh/id_ed25519");
    Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
    try {
      while (!Agent.answers(socket)) {
        assertThat(agent.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      }
      ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", key.toString());
      add.environment().put("SSH_AUTH_SOCK", socket.toString());
      assertThat(add.start().waitFor()).isZero();
      Files.delete(key);
      environment.put("SSH_AUTH_SOCK", socket.toString());
      try (Store store = open(Map.of())) {
        assertThat(store.exists(FileKind.CONFIG, "config")).isFalse();
      }
    } finally {
      agent.destroyForcibly();
    }
  }

  @Test
  void namesOfHostsComeFromTheUsersConfiguration() throws Exception {
    Files.writeString(
        server.home().resolve(".ssh/config"),
        "Host nas\n  HostName 127.0.0.1\n  Port " + server.port() + "\n  User tester\n");
    String location = "sftp:nas:" + directory.resolve("by-name");
    StoreOptions options = new StoreOptions(Map.of(), environment, Optional.empty());
    try (Store store = Stores.open(location, options)) {
      store.initialize();
    }
    assertThat(directory.resolve("by-name/keys")).isDirectory();
  }

  @Test
  void aServerThatIsDownIsATransientFailure() throws Exception {
    server.close();
    try (Store store = open(Map.of())) {
      assertThatThrownBy(() -> store.exists(FileKind.CONFIG, "config"))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.TRANSIENT))
          .hasMessageEndingWith(": Connection refused");
    }
  }

  @Test
  void aHostThatNobodyKnowsIsSaidSo() throws Exception {
    StoreOptions options =
        new StoreOptions(Map.of("retry-seconds", "0"), environment, Optional.empty());
    try (Store store = Stores.open("sftp:ada@no-such-host.invalid:repo", options)) {
      assertThatThrownBy(() -> store.exists(FileKind.CONFIG, "config"))
          .hasMessageEndingWith("no host of that name is known");
    }
  }

  @Test
  void whatTheUserMayNotWriteIsNoAccessOrNamed() {
    StoreOptions options =
        new StoreOptions(Map.of("retry-seconds", "0"), environment, Optional.empty());
    Store store = Stores.open(server.location(Path.of("/proc/belay")), options);
    assertThatThrownBy(store::initialize)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/proc/belay");
  }

  @Test
  void addressesAreUnderstoodAsResticWritesThem() {
    assertThat(SftpAddress.parse("sftp:ada@host:/srv/repo/"))
        .isEqualTo(new SftpAddress("ada", "host", 0, "/srv/repo"));
    assertThat(SftpAddress.parse("sftp:host:repo"))
        .isEqualTo(new SftpAddress("", "host", 0, "repo"));
    assertThat(SftpAddress.parse("sftp://ada@host:2222//srv/repo"))
        .isEqualTo(new SftpAddress("ada", "host", 2222, "/srv/repo"));
    assertThat(SftpAddress.parse("sftp://host/repo"))
        .isEqualTo(new SftpAddress("", "host", 0, "repo"));
    assertThat(SftpAddress.parse("sftp://[::1]:22//x").host()).isEqualTo("::1");
    for (String text : new String[] {"sftp:ada@host:/srv/repo", "sftp://ada@host:2222//srv/repo"}) {
      assertThat(SftpAddress.parse(text).toString()).isEqualTo(text);
    }
    for (String wrong :
        new String[] {"sftp:", "sftp:host", "sftp://host", "sftp://host:99999/x", "sftp:-oX:y"}) {
      assertThatThrownBy(() -> SftpAddress.parse(wrong))
          .as(wrong.toUpperCase(Locale.ROOT))
          .isInstanceOf(BelayException.class);
    }
    assertThatThrownBy(() -> SftpAddress.parse("sftp://ada:canary@host/x"))
        .isInstanceOf(BelayException.class)
        .hasMessageNotContaining("canary");
  }
}
