package dev.belay.remote.sftp;

import dev.belay.remote.Layout;
import dev.belay.store.Content;
import dev.belay.store.Draft;
import dev.belay.store.FileKind;
import dev.belay.store.Spare;
import dev.belay.store.SpooledDraft;
import dev.belay.store.Store;
import dev.belay.store.StoreException;
import dev.belay.store.StoreException.Kind;
import dev.belay.store.Traits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.apache.sshd.sftp.client.impl.SftpInputStreamAsync;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** A repository in a directory of an SFTP server. */
final class SftpStore implements Store {
  private static final int BUFFER = 32 << 10;

  private final SftpAddress address;
  private final SftpConnection connection;
  private final Spare spare;

  SftpStore(SftpAddress address, SftpConnection connection) {
    this.address = address;
    this.connection = connection;
    this.spare = new Spare(new SftpPlace(connection, path(SftpFiles.TEMPORARY)));
  }

  private interface Call<T> {
    T on(AbstractSftpClient client) throws IOException;
  }

  /** Does it, and says what went wrong as {@link Store} words it. */
  private <T> T call(String action, Call<T> call) throws IOException {
    AbstractSftpClient client = connection.client();
    try {
      return call.on(client);
    } catch (SftpException e) {
      throw translated(action, e);
    } catch (EOFException | FileAlreadyExistsException | NoSuchFileException | StoreException e) {
      throw e;
    } catch (IOException e) {
      connection.broken(client);
      throw StoreException.passing(action + ": " + e.getMessage(), e);
    }
  }

  private static IOException translated(String action, SftpException e) {
    String what = action + ": " + SftpConstants.getStatusName(e.getStatus()) + " " + e.getMessage();
    return switch (e.getStatus()) {
      case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH ->
          caused(new NoSuchFileException(action), e);
      case SftpConstants.SSH_FX_FILE_ALREADY_EXISTS ->
          caused(new FileAlreadyExistsException(action), e);
      case SftpConstants.SSH_FX_PERMISSION_DENIED, SftpConstants.SSH_FX_WRITE_PROTECT ->
          new StoreException(Kind.NO_ACCESS, what, "the user must own the repository's files", e);
      case SftpConstants.SSH_FX_CONNECTION_LOST, SftpConstants.SSH_FX_NO_CONNECTION ->
          StoreException.passing(what, e);
      case SftpConstants.SSH_FX_FAILURE ->
          new StoreException(
              Kind.UNABLE,
              what,
              "the server does not say why; if its disk is full, belay forget and then belay prune"
                  + " --empty-trash --max-unused unlimited make room, and need next to none",
              e);
      default -> new StoreException(Kind.UNABLE, what, "", e);
    };
  }

  private static <T extends IOException> T caused(T failure, Throwable cause) {
    failure.initCause(cause);
    return failure;
  }

  @Override
  public String location() {
    return address.toString();
  }

  @Override
  public Traits traits() {
    return Traits.REMOTE;
  }

  @Override
  public void initialize() throws IOException {
    call(
        "make " + location(),
        client -> {
          SftpFiles files = new SftpFiles(client);
          files.makeDirectories(address.path());
          for (FileKind kind : FileKind.values()) {
            if (!kind.directory().isEmpty()) {
              files.makeDirectories(path(kind.directory()));
            }
          }
          files.makeDirectories(path(SftpFiles.TEMPORARY));
          return "";
        });
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    call(
        "list " + location() + "/" + kind.directory(),
        client -> {
          SftpFiles files = new SftpFiles(client);
          String directory = kind.directory().isEmpty() ? address.path() : path(kind.directory());
          if (kind != FileKind.PACK) {
            list(files, kind, directory, listing);
            return "";
          }
          for (DirEntry entry : entries(files, directory)) {
            if (entry.getFilename().matches("[0-9a-f]{2}")) {
              list(files, kind, directory + "/" + entry.getFilename(), listing);
            }
          }
          return "";
        });
  }

  private void list(SftpFiles files, FileKind kind, String directory, Listing listing)
      throws IOException {
    for (DirEntry entry : entries(files, directory)) {
      Attributes attributes = entry.getAttributes();
      if (kind.accepts(entry.getFilename()) && attributes.isRegularFile()) {
        listing.file(entry.getFilename(), attributes.getSize());
      }
    }
  }

  /** A kind without files need not have a directory, but a repository has a root. */
  private List<DirEntry> entries(SftpFiles files, String directory) throws IOException {
    try {
      return files.entries(directory);
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE && files.exists(address.path())) {
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    String path = path(kind, name);
    return call(
        "read " + path,
        client -> {
          int length = Math.toIntExact(client.stat(path).getSize());
          byte[] content = new byte[length];
          read(client, path, 0, content, 0, length);
          return content;
        });
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    String path = path(kind, name);
    call(
        "read " + path,
        client -> {
          read(client, path, offset, target, targetOffset, length);
          return "";
        });
  }

  /** Many requests are under way at once, and none goes beyond the end of the range. */
  private static void read(
      AbstractSftpClient client, String path, long offset, byte[] target, int at, int length)
      throws IOException {
    CloseableHandle handle = client.open(path);
    try (InputStream in =
        new SftpInputStreamAsync(client, BUFFER, offset, offset + length, path, handle)) {
      if (in.readNBytes(target, at, length) < length) {
        throw new EOFException(path + " ends before " + (offset + length));
      }
    }
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    String path = path(kind, name);
    return call("find " + path, client -> client.stat(path).getSize());
  }

  @Override
  public boolean exists(FileKind kind, String name) throws IOException {
    String path = path(kind, name);
    return call("find " + path, client -> new SftpFiles(client).exists(path));
  }

  @Override
  public Draft draft(FileKind kind) {
    return new SpooledDraft((name, content) -> put(kind, name, content));
  }

  @Override
  public void put(FileKind kind, String name, Content content) throws IOException {
    String path = path(kind, name);
    if (kind == FileKind.LOCK) {
      spare.provide();
    }
    call(
        "write " + path,
        client -> {
          new SftpFiles(client).put(path(SftpFiles.TEMPORARY), path, content);
          return "";
        });
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    String path = path(kind, name);
    try {
      call(
          "delete " + path,
          client -> {
            client.remove(path);
            return "";
          });
    } catch (NoSuchFileException e) {
      // It is gone, which is what was asked for.
    }
  }

  @Override
  public void makeRoom() {
    spare.giveUpIfFull();
  }

  @Override
  public void removeIfEmpty() throws IOException {
    spare.remove();
    call(
        "remove " + location(),
        client -> {
          SftpFiles files = new SftpFiles(client);
          List<String> directories = new ArrayList<>();
          for (FileKind kind : FileKind.values()) {
            if (kind == FileKind.PACK && files.exists(path(kind.directory()))) {
              for (DirEntry entry : files.entries(path(kind.directory()))) {
                directories.add(path(kind.directory()) + "/" + entry.getFilename());
              }
            }
            directories.add(kind.directory().isEmpty() ? "" : path(kind.directory()));
          }
          directories.add(path(SftpFiles.TEMPORARY));
          directories.add(address.path());
          directories.stream()
              .filter(d -> !d.isEmpty() && !d.endsWith("/.") && !d.endsWith("/.."))
              .forEach(files::removeDirectoryIfEmpty);
          return "";
        });
  }

  @Override
  public void clearLeavings() throws IOException {
    call(
        "clear " + path(SftpFiles.TEMPORARY),
        client -> {
          new SftpFiles(client).clear(path(SftpFiles.TEMPORARY));
          return "";
        });
  }

  private String path(String below) {
    return address.path().equals("/") ? "/" + below : address.path() + "/" + below;
  }

  private String path(FileKind kind, String name) {
    return path(Layout.path(kind, name));
  }

  @Override
  public void close() {
    connection.close();
  }
}
