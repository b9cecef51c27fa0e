package dev.belay.remote.sftp;

import dev.belay.store.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.apache.sshd.sftp.client.impl.SftpOutputStreamAsync;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** What a repository does with a server's files, out of what SFTP offers. */
final class SftpFiles {
  /** The directory of files that are being written. */
  static final String TEMPORARY = "tmp";

  /** What {@link UUID#randomUUID} gives. */
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** What is written for so long belongs to nobody who lives. */
  private static final Duration LEFT = Duration.ofDays(1);

  private static final int BUFFER = 32 << 10;
  private static final int SEALED = 0400;
  private static final int PRIVATE_DIRECTORY = 0700;

  private final AbstractSftpClient client;

  SftpFiles(AbstractSftpClient client) {
    this.client = client;
  }

  boolean exists(String path) throws IOException {
    try {
      client.stat(path);
      return true;
    } catch (SftpException e) {
      if (missing(e)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean missing(SftpException e) {
    return e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE
        || e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_PATH;
  }

  List<DirEntry> entries(String directory) throws IOException {
    List<DirEntry> all = new ArrayList<>();
    try (CloseableHandle handle = client.openDir(directory)) {
      for (List<DirEntry> some = client.readDir(handle);
          some != null;
          some = client.readDir(handle)) {
        all.addAll(some);
      }
    }
    return all;
  }

  /** Makes a directory and what is missing above it. */
  void makeDirectories(String path) throws IOException {
    if (path.isEmpty() || path.equals("/") || exists(path)) {
      return;
    }
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      makeDirectories(path.substring(0, slash));
    }
    try {
      client.mkdir(path);
      client.setStat(path, new Attributes().perms(PRIVATE_DIRECTORY));
    } catch (SftpException e) {
      // Somebody else may have made it meanwhile; servers answer with a bare failure then.
      if (!exists(path)) {
        throw e;
      }
    }
  }

  /** The file is whole and durable under a name of its own before it gets the one it is for. */
  void put(String temporaries, String path, Content content) throws IOException {
    if (exists(path)) {
      throw new FileAlreadyExistsException(path);
    }
    String temporary = temporaries + "/" + UUID.randomUUID();
    try {
      write(temporary, content);
      place(temporary, path);
    } catch (IOException | RuntimeException e) {
      try {
        client.remove(temporary);
      } catch (IOException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  private void write(String temporary, Content content) throws IOException {
    try (CloseableHandle handle =
        client.open(temporary, EnumSet.of(OpenMode.Create, OpenMode.Exclusive, OpenMode.Write))) {
      OutputStream out = new SftpOutputStreamAsync(client, BUFFER, temporary, handle, false);
      try (out;
          InputStream in = content.open()) {
        in.transferTo(out);
      }
      OpenSSHFsyncExtension fsync = client.getExtension(OpenSSHFsyncExtension.class);
      if (fsync != null && fsync.isSupported()) {
        fsync.fsync(handle);
      }
      client.setStat(handle, new Attributes().perms(SEALED));
    }
    long arrived = client.stat(temporary).getSize();
    if (arrived != content.length()) {
      throw new IOException(
          temporary + " has " + arrived + " bytes instead of " + content.length());
    }
  }

  /** A second link never replaces a file, which a rename may; not every server has links. */
  private void place(String temporary, String path) throws IOException {
    HardLink link = new HardLink(client);
    try {
      name(link, temporary, path);
    } catch (SftpException e) {
      if (exists(path)) {
        throw taken(path, e);
      }
      makeDirectories(path.substring(0, path.lastIndexOf('/')));
      try {
        name(link, temporary, path);
      } catch (SftpException again) {
        if (exists(path)) {
          throw taken(path, again);
        }
        client.rename(temporary, path);
      }
    }
    if (link.isSupported() && exists(temporary)) {
      client.remove(temporary);
    }
  }

  private void name(HardLink link, String temporary, String path) throws IOException {
    if (link.isSupported()) {
      link.link(temporary, path);
    } else {
      client.rename(temporary, path);
    }
  }

  private static FileAlreadyExistsException taken(String path, SftpException cause) {
    FileAlreadyExistsException taken = new FileAlreadyExistsException(path);
    taken.initCause(cause);
    return taken;
  }

  /**
   * Removes what uploads that were cut off have left: files of this class's names that nobody has
   * written to for a day. The age is told by the server's clock, which gave all of them their
   * times.
   */
  void clear(String temporaries) throws IOException {
    if (!exists(temporaries)) {
      return;
    }
    List<DirEntry> left = new ArrayList<>();
    for (DirEntry entry : entries(temporaries)) {
      if (NAME.matcher(entry.getFilename()).matches() && entry.getAttributes().isRegularFile()) {
        left.add(entry);
      }
    }
    if (left.isEmpty()) {
      return;
    }
    Instant oldest = now(temporaries).minus(LEFT);
    for (DirEntry entry : left) {
      FileTime written = entry.getAttributes().getModifyTime();
      if (written != null && written.toInstant().isBefore(oldest)) {
        removeIfThere(temporaries + "/" + entry.getFilename());
      }
    }
  }

  private Instant now(String temporaries) throws IOException {
    String probe = temporaries + "/" + UUID.randomUUID();
    client.open(probe, EnumSet.of(OpenMode.Create, OpenMode.Exclusive, OpenMode.Write)).close();
    FileTime time = client.stat(probe).getModifyTime();
    removeIfThere(probe);
    return time == null ? Instant.MIN.plus(LEFT) : time.toInstant();
  }

  private void removeIfThere(String path) throws IOException {
    try {
      client.remove(path);
    } catch (SftpException e) {
      if (!missing(e)) {
        throw e;
      }
    }
  }

  void removeDirectoryIfEmpty(String path) {
    try {
      client.rmdir(path);
    } catch (IOException e) {
      // It is not there, or it is not empty.
    }
  }
}
