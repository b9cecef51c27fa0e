package dev.belay.remote.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.StoreVerification;
import dev.belay.repository.BlobType;
import dev.belay.repository.CheckListener;
import dev.belay.repository.MaxUnused;
import dev.belay.repository.PruneListener;
import dev.belay.repository.PruneOptions;
import dev.belay.repository.Repository;
import dev.belay.repository.Upload;
import dev.belay.store.FileKind;
import dev.belay.store.Guarantee;
import dev.belay.store.Store;
import dev.belay.store.StoreException;
import dev.belay.store.StoreOptions;
import dev.belay.store.StoreVerifier;
import dev.belay.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store over a real server's protocol. */
@Tag("server")
class S3StoreTest {
  private static final String A = "a".repeat(64);

  @TempDir static Path directory;
  private static S3Server server;
  private static final StoreOptions OPTIONS =
      new StoreOptions(Map.of("retry-seconds", "0"), S3Server.CREDENTIALS, Optional.empty());

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Store open(String place) {
    return Stores.open(server.location(place), OPTIONS);
  }

  @ParameterizedTest
  @EnumSource(Guarantee.class)
  void keeps(Guarantee guarantee) throws Exception {
    String place = "guarantees/" + guarantee.name().toLowerCase(java.util.Locale.ROOT);
    try (Store one = open(place);
        Store two = open(place)) {
      guarantee.prove(one, two);
    }
  }

  @Test
  void liesInTheBucketAsResticLaysItOut() throws Exception {
    try (Store store = open("layout/some/prefix/")) {
      store.initialize();
      store.write(FileKind.PACK, A, new byte[3]);
      store.write(FileKind.CONFIG, "config", new byte[1]);
      store.write(FileKind.RUN, "2026.started", new byte[1]);
      assertThat(store.location()).endsWith("/layout/some/prefix");
    }
    Path root = server.directory().resolve("layout/some/prefix");
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> root.relativize(f).toString()))
          .containsExactlyInAnyOrder("data/aa/" + A, "config", "belay-runs/2026.started");
    }
  }

  @Test
  void aBucketThatIsMadeIsTold() throws Exception {
    try (Store first = open("just-made/x");
        Store second = open("just-made/y")) {
      assertThat(first.made()).isEmpty();
      first.initialize();
      second.initialize();
      assertThat(first.made()).contains("bucket just-made");
      assertThat(second.made()).isEmpty();
    }
  }

  @Test
  void longListingsComeInPages() throws Exception {
    S3Address address = S3Address.parse(server.location("pages/x"));
    S3Options options = S3Options.of(address, OPTIONS).withPageSize(7);
    try (Store store =
        new S3Store(address, options, () -> S3Clients.open(address, options, OPTIONS))) {
      store.initialize();
      Map<String, Long> expected = new TreeMap<>();
      for (int i = 0; i < 30; i++) {
        String name = "%064x".formatted((i * 31L) << 40);
        store.write(FileKind.SNAPSHOT, name, new byte[i]);
        expected.put(name, (long) i);
      }
      Map<String, Long> listed = new TreeMap<>();
      store.list(FileKind.SNAPSHOT, (name, size) -> assertThat(listed.put(name, size)).isNull());
      assertThat(listed).isEqualTo(expected);
    }
  }

  @Test
  void neighboursWithALongerPrefixAreNotListed() throws Exception {
    try (Store store = open("near/repo");
        Store other = open("near/repo2");
        Store below = open("near/repo/keys")) {
      store.initialize();
      other.write(FileKind.KEY, A, new byte[1]);
      below.write(FileKind.KEY, A, new byte[1]);
      store.list(FileKind.KEY, (name, size) -> assertThat(name).isNull());
    }
  }

  @Test
  void aVerificationLeavesNothing() throws Exception {
    StoreVerification result =
        new StoreVerifier(location -> Stores.open(location, OPTIONS))
            .verify(server.location("verified/repo"));
    assertThat(result.results()).allMatch(StoreVerification.Result::ok).hasSize(11);
    try (Stream<Path> files = Files.walk(server.directory().resolve("verified"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void wrongCredentialsAreNoAccessAndNotRepeated() throws Exception {
    StoreOptions wrong =
        new StoreOptions(
            Map.of(),
            Map.of("AWS_ACCESS_KEY_ID", "test-id", "AWS_SECRET_ACCESS_KEY", "canary-of-a-mistake"),
            Optional.empty());
    try (Store store = Stores.open(server.location("layout/x"), wrong)) {
      assertThatThrownBy(() -> store.read(FileKind.PACK, A))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(StoreException.Kind.NO_ACCESS);
                assertThat(e.hint()).contains("AWS_SECRET_ACCESS_KEY");
                assertThat(e.toString()).doesNotContain("canary");
              });
      assertThatThrownBy(() -> store.exists(FileKind.CONFIG, "config"))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.hint()).contains("AWS_SECRET_ACCESS_KEY", "s3:ListBucket"));
    }
  }

  @Test
  void aHostThatNobodyKnowsIsSaidSo() throws Exception {
    StoreOptions options =
        new StoreOptions(Map.of("retry-seconds", "0"), S3Server.CREDENTIALS, Optional.empty());
    try (Store store = Stores.open("s3:http://no-such-host.invalid/bucket/x", options)) {
      assertThatThrownBy(() -> store.exists(FileKind.CONFIG, "config"))
          .hasMessageEndingWith("no host of that name is known");
    }
  }

  @Test
  void aServerThatIsDownIsATransientFailure() throws Exception {
    try (Store store = Stores.open("s3:http://127.0.0.1:1/bucket/x", OPTIONS)) {
      assertThatThrownBy(() -> store.exists(FileKind.CONFIG, "config"))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.TRANSIENT));
    }
  }

  @Test
  void addressesAreUnderstoodAsResticWritesThem() {
    assertThat(S3Address.parse("s3:https://Host.example/bucket/a/b/").toString())
        .isEqualTo("s3:https://host.example/bucket/a/b");
    assertThat(S3Address.parse("s3:s3.eu-central-1.amazonaws.com/bucket").region())
        .contains("eu-central-1");
    assertThat(S3Address.parse("s3://host:9000/bucket").endpoint().toString())
        .isEqualTo("https://host:9000");
    assertThat(S3Address.parse("s3:http://host:9000/bucket").amazon()).isFalse();
    for (String wrong : new String[] {"s3:", "s3:host", "s3:https://host/", "s3:ho st/b"}) {
      assertThatThrownBy(() -> S3Address.parse(wrong)).isInstanceOf(BelayException.class);
    }
    assertThatThrownBy(() -> S3Address.parse("s3:https://id:canary@host/b"))
        .isInstanceOf(BelayException.class)
        .hasMessageNotContaining("canary");
  }

  @Test
  void classRetentionAndTokenAreSentWithWhatTheyAreFor() throws Exception {
    Map<String, String> environment = new TreeMap<>(S3Server.CREDENTIALS);
    environment.put("AWS_SESSION_TOKEN", "token-of-a-session");
    Map<String, String> chosen =
        Map.of(
            "storage-class", "STANDARD_IA",
            "object-lock", "GOVERNANCE",
            "object-lock-days", "30");
    StoreOptions options = new StoreOptions(chosen, environment, Optional.empty());
    Instant now = Instant.now();
    try (S3Relay relay = new S3Relay(server, path -> false);
        Store store = Stores.open(relay.location("options/x"), options)) {
      store.initialize();
      store.write(FileKind.PACK, A, new byte[3]);
      store.write(FileKind.LOCK, A, new byte[3]);
      assertThat(store.read(FileKind.PACK, A)).hasSize(3);

      assertThat(relay.requests())
          .extracting(r -> r.headers().get("x-amz-security-token"))
          .containsOnly("token-of-a-session");
      Map<String, String> pack = put(relay, "/data/aa/");
      assertThat(pack)
          .containsEntry("x-amz-storage-class", "STANDARD_IA")
          .containsEntry("x-amz-object-lock-mode", "GOVERNANCE")
          .containsKey("content-md5");
      assertThat(Instant.parse(pack.getOrDefault("x-amz-object-lock-retain-until-date", "")))
          .isBetween(now.plus(Duration.ofDays(30)), now.plus(Duration.ofDays(31)));
      assertThat(put(relay, "/locks/"))
          .doesNotContainKeys("x-amz-storage-class", "x-amz-object-lock-mode");
    }
  }

  /** The tests' server has no encryption of its own, so that its refusal can be seen. */
  @Test
  void encryptionIsAskedOfTheServerAndItsRefusalIsTold() throws Exception {
    Map<String, String> chosen =
        Map.of("sse", "aws:kms", "sse-kms-key-id", "key-of-the-servers", "retry-seconds", "0");
    try (S3Relay relay = new S3Relay(server, path -> false);
        Store store = Stores.open(relay.location("encrypted/x"), OPTIONS.with(chosen))) {
      store.initialize();
      assertThatThrownBy(() -> store.write(FileKind.PACK, A, new byte[3]))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Server-side encryption is not supported");
      assertThat(store.exists(FileKind.PACK, A)).isFalse();
      assertThat(put(relay, "/data/aa/"))
          .containsEntry("x-amz-server-side-encryption", "aws:kms")
          .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "key-of-the-servers");
    }
  }

  @Test
  void theBucketStandsInThePathOrInTheHostsName() {
    S3Address amazon = S3Address.parse("s3:s3.eu-central-1.amazonaws.com/bucket/x");
    S3Address other = S3Address.parse("s3:https://minio.example/bucket/x");
    assertThat(S3Options.of(amazon, OPTIONS).pathStyle()).isFalse();
    assertThat(S3Options.of(other, OPTIONS).pathStyle()).isTrue();
    assertThat(S3Options.of(amazon, OPTIONS.with(Map.of("path-style", "true"))).pathStyle())
        .isTrue();
    assertThat(S3Options.of(other, OPTIONS.with(Map.of("path-style", "false"))).pathStyle())
        .isFalse();
    assertThat(S3Options.of(amazon, OPTIONS).region()).isEqualTo("eu-central-1");
    assertThat(S3Options.of(other, OPTIONS.with(Map.of("region", "x-1"))).region())
        .isEqualTo("x-1");
  }

  private static Map<String, String> put(S3Relay relay, String part) {
    return relay.requests().stream()
        .filter(r -> r.method().equals("PUT") && r.path().contains(part))
        .findFirst()
        .orElseThrow()
        .headers();
  }

  @Test
  void whatAnObjectLockKeepsIsToldAndNothingIsBroken() throws Exception {
    StoreOptions options = OPTIONS;
    boolean[] locks = {true};
    try (S3Relay relay = new S3Relay(server, p -> locks[0] && p.contains("/data/"));
        Secret secret = Secret.ofPassword("a password".toCharArray())) {
      String place = relay.location("locked/x");
      try (Repository repository =
          Repository.create(Stores.open(place, options), secret, KdfStrength.RANDOM_KEY)) {
        byte[] blob = {1, 2, 3};
        try (Upload upload = repository.upload()) {
          upload.save(BlobType.DATA, BlobId.sha256(blob, 0, 3), blob, 0, 3);
          upload.flush();
        }
        PruneOptions all = new PruneOptions(MaxUnused.parse("0"), false);
        assertThatThrownBy(() -> repository.prune(all, PruneListener.NONE))
            .isInstanceOfSatisfying(
                BelayException.class,
                e -> {
                  assertThat(e.getMessage()).contains("/data/", "AccessDenied").hasLineCount(1);
                  assertThat(e.hint()).contains("object lock", "s3:DeleteObject");
                });
        assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();

        locks[0] = false; // the time is over
        assertThat(repository.prune(all, PruneListener.NONE).packsRemoved()).isEqualTo(1);
        assertThat(repository.check(true, CheckListener.NONE).packs()).isZero();
      }
    }
  }

  @Test
  void aBucketThatKeepsOldVersionsIsKnownFromItsAnswers() throws Exception {
    try (S3Relay relay = new S3Relay(server, p -> false);
        Store store = Stores.open(relay.location("versions/x"), OPTIONS)) {
      store.initialize();
      store.delete(FileKind.INDEX, "0".repeat(64));
      assertThat(store.keepsRemoved()).isFalse();
      relay.keepVersions();
      store.delete(FileKind.INDEX, "0".repeat(64));
      assertThat(store.keepsRemoved()).isTrue();
    }
  }

  @Test
  void optionsThatMakeNoSenseAreNamed() {
    for (Map<String, String> wrong :
        java.util.List.of(
            Map.of("regoin", "x"),
            Map.of("path-style", "maybe"),
            Map.of("sse", "rot13"),
            Map.of("object-lock", "GOVERNANCE"),
            Map.of("object-lock", "FOREVER", "object-lock-days", "3"),
            Map.of("object-lock", "COMPLIANCE", "object-lock-days", "-3"))) {
      assertThatThrownBy(() -> Stores.open(server.location("x"), OPTIONS.with(wrong)))
          .isInstanceOf(BelayException.class);
    }
  }
}
