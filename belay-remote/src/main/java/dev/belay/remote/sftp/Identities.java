package dev.belay.remote.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The key files that open, and why the others do not. */
final class Identities {
  private final List<KeyPair> pairs = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  Identities(SftpOptions options) {
    FilePasswordProvider passphrase =
        options.passphrase().map(FilePasswordProvider::of).orElse(FilePasswordProvider.EMPTY);
    options.keys().forEach(file -> read(file, passphrase));
  }

  private void read(Path file, FilePasswordProvider passphrase) {
    try (InputStream in = Files.newInputStream(file)) {
      NamedResource name = NamedResource.ofName(file.toString());
      Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(null, name, in, passphrase);
      if (found == null) {
        problems.add(file + " holds no private key");
      } else {
        found.forEach(pairs::add);
      }
    } catch (IOException | GeneralSecurityException e) {
      problems.add(
          file
              + " can't be read (wants a passphrase? set BELAY_SFTP_KEY_PASSPHRASE, or use an agent)");
    }
  }

  KeyIdentityProvider provider() {
    return KeyIdentityProvider.wrapKeyPairs(pairs);
  }

  /** What was offered, for people. */
  String tried(SftpOptions options) {
    List<String> tried = new ArrayList<>();
    options.agent().ifPresent(agent -> tried.add("the agent"));
    options.keys().forEach(key -> tried.add(key.toString()));
    options.password().ifPresent(password -> tried.add("BELAY_SFTP_PASSWORD"));
    String all = tried.isEmpty() ? "no key was found" : "tried: " + String.join(", ", tried);
    return problems.isEmpty() ? all : all + "; " + String.join("; ", problems);
  }
}
