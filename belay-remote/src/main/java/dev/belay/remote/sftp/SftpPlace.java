package dev.belay.remote.sftp;

import dev.belay.store.Spare;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;

/** A place for a spare file on a server that tells how full its disk is. */
final class SftpPlace implements Spare.Place {
  private final SftpConnection connection;
  private final String directory;

  SftpPlace(SftpConnection connection, String directory) {
    this.connection = connection;
    this.directory = directory;
  }

  private String file() {
    return directory + "/" + Spare.NAME;
  }

  @Override
  public boolean isThere() throws IOException {
    return new SftpFiles(connection.client()).exists(file());
  }

  @Override
  public boolean isKnown() throws IOException {
    AbstractSftpClient client = connection.client();
    return new FreeSpace(client).isSupported() && new SftpFiles(client).exists(directory);
  }

  @Override
  public long usable() throws IOException {
    return new FreeSpace(connection.client()).usable(directory);
  }

  @Override
  public void write(byte[] noise) throws IOException {
    try (OutputStream out =
        connection
            .client()
            .write(file(), EnumSet.of(OpenMode.Create, OpenMode.Exclusive, OpenMode.Write))) {
      out.write(noise);
    }
  }

  @Override
  public void remove() throws IOException {
    SftpFiles files = new SftpFiles(connection.client());
    if (files.exists(file())) {
      connection.client().remove(file());
    }
  }
}
