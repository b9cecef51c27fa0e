package dev.belay.remote.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.signature.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server is the one that it should be: its key has the fingerprint that the configuration
 * names, or stands in the file of known hosts. No key is ever accepted because it is the first one
 * that was seen, and none is written into that file.
 */
final class HostKeys implements ServerKeyVerifier {
  private record Known(String marker, String type, @Nullable PublicKey key) {}

  private final String host;
  private final int port;
  private final SftpOptions options;
  private final List<Known> known = new ArrayList<>();
  private volatile String refusal = "";
  private volatile String hint = "";

  /** Reads the file of known hosts, where no fingerprint is named. */
  HostKeys(String host, int port, SftpOptions options) throws IOException {
    this.host = host;
    this.port = port;
    this.options = options;
    if (options.hostKey().isEmpty() && Files.exists(options.knownHosts())) {
      read(options.knownHosts());
    }
  }

  private void read(Path file) throws IOException {
    for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(file)) {
      AuthorizedKeyEntry key = entry.getKeyEntry();
      if (key == null || !entry.isHostMatch(host, port)) {
        continue;
      }
      String marker = entry.getMarker() == null ? "" : entry.getMarker();
      try {
        PublicKey publicKey = key.resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
        known.add(new Known(marker, key.getKeyType(), publicKey));
      } catch (GeneralSecurityException e) {
        known.add(new Known(marker, key.getKeyType(), null));
      }
    }
  }

  /** Kinds of keys that are known of this server come first, so that it shows one of those. */
  List<NamedFactory<Signature>> ordered(List<NamedFactory<Signature>> signatures) {
    List<NamedFactory<Signature>> sorted = new ArrayList<>(signatures);
    sorted.sort(Comparator.comparing(signature -> isKnown(signature.getName()) ? 0 : 1));
    return sorted;
  }

  private boolean isKnown(String signature) {
    return known.stream()
        .filter(k -> k.marker().isEmpty())
        .anyMatch(
            k ->
                k.type().equals(signature)
                    || (k.type().equals("ssh-rsa") && signature.startsWith("rsa-sha2-")));
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
    String fingerprint = KeyUtils.getFingerPrint(key);
    if (options.hostKey().isPresent()) {
      return options.hostKey().get().equals(fingerprint)
          || refuse(
              "the key of " + host + " is " + fingerprint + ", not " + options.hostKey().get(),
              "if the server has a new key, ask its keeper for the fingerprint and set host-key");
    }
    Optional<Known> same =
        known.stream()
            .filter(k -> k.key() != null && KeyUtils.compareKeys(k.key(), key))
            .findFirst();
    if (known.stream().anyMatch(k -> k.marker().equals("revoked") && sameKey(k, key))) {
      return refuse("the key of " + host + ", " + fingerprint + ", is revoked", "do not use it");
    }
    if (same.isPresent() && same.get().marker().isEmpty()) {
      return true;
    }
    if (known.stream().anyMatch(k -> k.marker().isEmpty())) {
      return refuse(
          "the key of "
              + host
              + " is "
              + fingerprint
              + ", which is not the one that is known of it",
          "somebody may be listening in; if the server has a new key, remove the old one: ssh-keygen -R "
              + name());
    }
    return refuse(
        "the host " + name() + " is not known; its key is " + fingerprint,
        "compare that with the server's (ssh-keygen -lf there), then connect once with ssh"
            + " to add it to "
            + options.knownHosts());
  }

  private static boolean sameKey(Known known, PublicKey key) {
    return known.key() != null && KeyUtils.compareKeys(known.key(), key);
  }

  private String name() {
    return port == 22 ? host : "[" + host + "]:" + port;
  }

  private boolean refuse(String why, String whatToDo) {
    refusal = why;
    hint = whatToDo;
    return false;
  }

  /** Why the server's key was refused; empty where it was not. */
  String refusal() {
    return refusal;
  }

  /** What a person can do about it. */
  String hint() {
    return hint;
  }
}
