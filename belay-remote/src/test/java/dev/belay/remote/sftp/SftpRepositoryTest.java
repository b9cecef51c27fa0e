package dev.belay.remote.sftp;

import dev.belay.remote.RemoteRepositoryTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SftpRepositoryTest extends RemoteRepositoryTest {
  @TempDir Path place;
  private SftpServer server;

  @BeforeEach
  void start() throws Exception {
    server = SftpServer.start(place);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Override
  protected String location() {
    return server.location(place.resolve("repo"));
  }

  @Override
  protected Map<String, String> environment() {
    return server.environment();
  }

  /** restic lets OpenSSH's client do it, which does not look at HOME for its files. */
  @Override
  protected List<String> resticOptions() {
    Path ssh = server.home().resolve(".ssh");
    String command =
        "ssh -F none -p %d -i %s -o IdentitiesOnly=yes -o UserKnownHostsFile=%s tester@127.0.0.1 -s sftp"
            .formatted(server.port(), ssh.resolve("id_ed25519"), ssh.resolve("known_hosts"));
    return List.of("-o", "sftp.command=" + command);
  }
}
