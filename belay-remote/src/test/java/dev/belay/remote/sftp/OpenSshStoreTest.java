package dev.belay.remote.sftp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** The same with OpenSSH's server, where it is installed. */
@Tag("server")
class OpenSshStoreTest extends SftpStoreTest {
  @Override
  SftpServer newServer(Path place) throws Exception {
    assumeTrue(SftpServer.openSsh().isPresent(), "OpenSSH's sftp-server is not installed");
    return SftpServer.startOpenSsh(place);
  }
}
