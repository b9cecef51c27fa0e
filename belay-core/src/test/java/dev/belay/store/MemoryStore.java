package dev.belay.store;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store in memory, whose bytes tests can also change. */
public final class MemoryStore implements Store {
  private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();

  @Override
  public String location() {
    return "memory";
  }

  /** Removes all files of a kind. */
  public void deleteAll(FileKind kind) {
    files.keySet().removeIf(key -> key.startsWith(kind + "/"));
  }

  @Override
  public void initialize() {}

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String prefix = kind + "/";
      if (file.getKey().startsWith(prefix)) {
        listing.file(file.getKey().substring(prefix.length()), file.getValue().length);
      }
    }
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    byte[] content = files.get(key(kind, name));
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return content.clone();
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    byte[] content = files.get(key(kind, name));
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    if (offset + length > content.length) {
      throw new EOFException(name);
    }
    System.arraycopy(content, (int) offset, target, targetOffset, length);
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    return read(kind, name).length;
  }

  @Override
  public boolean exists(FileKind kind, String name) {
    return files.containsKey(key(kind, name));
  }

  @Override
  public void delete(FileKind kind, String name) {
    files.remove(key(kind, name));
  }

  /** Replaces what is there, as damage would. */
  public void damage(FileKind kind, String name, byte[] content) {
    files.put(key(kind, name), content.clone());
  }

  @Override
  public Draft draft(FileKind kind) {
    return new MemoryDraft(kind);
  }

  @Override
  public void close() {}

  private static String key(FileKind kind, String name) {
    return kind + "/" + kind.requireName(name);
  }

  private final class MemoryDraft implements Draft {
    private final FileKind kind;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    MemoryDraft(FileKind kind) {
      this.kind = kind;
    }

    @Override
    public void append(byte[] bytes, int offset, int length) {
      content.write(bytes, offset, length);
    }

    @Override
    public long length() {
      return content.size();
    }

    @Override
    public void commit(String name) throws IOException {
      if (files.putIfAbsent(key(kind, name), content.toByteArray()) != null) {
        throw new FileAlreadyExistsException(name);
      }
    }

    @Override
    public void close() {}
  }
}
