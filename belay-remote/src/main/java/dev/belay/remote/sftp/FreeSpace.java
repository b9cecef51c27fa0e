package dev.belay.remote.sftp;

import java.io.IOException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.client.extensions.helpers.AbstractSftpClientExtension;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;

/** {@code statvfs@openssh.com}: how full the disk below a path is. */
final class FreeSpace extends AbstractSftpClientExtension {
  private static final String NAME = "statvfs@openssh.com";

  FreeSpace(AbstractSftpClient client) {
    super(NAME, client, client, client.getServerExtensions().containsKey(NAME));
  }

  /** How many bytes this user may still write there. */
  long usable(String path) throws IOException {
    Buffer request = getCommandBuffer(path.length() + 64);
    putTarget(request, path);
    Buffer answer = checkExtendedReplyBuffer(receive(sendExtendedCommand(request)));
    if (answer == null) {
      throw new IOException("the server does not tell how full " + path + " is");
    }
    answer.getLong(); // the block size that is best for transfers
    long blockSize = answer.getLong();
    answer.getLong(); // all blocks
    answer.getLong(); // those that are free, for the superuser
    return Math.multiplyExact(blockSize, answer.getLong());
  }
}
