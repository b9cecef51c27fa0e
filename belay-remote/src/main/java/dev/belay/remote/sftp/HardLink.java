package dev.belay.remote.sftp;

import java.io.IOException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.client.extensions.helpers.AbstractSftpClientExtension;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;

/** {@code hardlink@openssh.com}: a second name for a file, which fails where the name is taken. */
final class HardLink extends AbstractSftpClientExtension {
  private static final String NAME = "hardlink@openssh.com";

  HardLink(AbstractSftpClient client) {
    super(NAME, client, client, client.getServerExtensions().containsKey(NAME));
  }

  void link(String existing, String name) throws IOException {
    Buffer request = getCommandBuffer(existing.length() + name.length() + 64);
    putTarget(request, existing);
    putTarget(request, name);
    sendAndCheckExtendedCommandStatus(request);
  }
}
