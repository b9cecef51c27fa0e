package dev.belay.remote.sftp;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** The same with OpenSSH's server. */
@Tag("server")
class OpenSshStoreTest extends SftpStoreTest {
  @Override
  SftpServer newServer(Path place) throws Exception {
    return SftpServer.startOpenSsh(place);
  }

  @Override
  boolean tellsFreeSpace() {
    return true;
  }
}
