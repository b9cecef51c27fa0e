package dev.belay.repository;

import dev.belay.model.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.TreeMap;

/**
 * Collects the nodes of one directory, in any order, and saves it. For one thread.
 *
 * <p>The cost: restic keeps a file's whole list of blobs in the directory's one blob, 67 bytes of
 * JSON for each. Until it is saved this holds that JSON about three times, so a directory with
 * 100,000 chunks takes 20 MB of heap for a moment. Whoever writes more splits a large table into
 * several files in directories of their own.
 */
public final class TreeWriter {
  private static final byte[] BEGIN = "{\"nodes\":[".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "]}\n".getBytes(StandardCharsets.US_ASCII);

  private final Instant time;
  // Go compares names by their UTF-8 bytes.
  private final TreeMap<byte[], byte[]> nodes = new TreeMap<>(Arrays::compareUnsigned);

  /**
   * A directory whose files all have this time. A time that does not change from backup to backup
   * lets equal directories be stored once.
   */
  public TreeWriter(Instant time) {
    this.time = time;
  }

  /** Adds a file of {@code size} bytes, whose content is in these blobs. */
  public TreeWriter file(String name, long size, Iterator<BlobId> content) {
    return file(name, size, TreeFormat.plainFile(time), content);
  }

  /** Adds a file with rights and a time of its own. */
  public TreeWriter file(String name, long size, FileTraits traits, Iterator<BlobId> content) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(512);
    try {
      TreeFormat.writeFile(json, name, size, traits, content);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return add(name, json);
  }

  /** Adds a file of {@code size} bytes, whose content is in these blobs. */
  public TreeWriter file(String name, long size, Iterable<BlobId> content) {
    return file(name, size, content.iterator());
  }

  /** Adds a directory that was saved before. */
  public TreeWriter directory(String name, BlobId subtree) {
    return directory(name, TreeFormat.plainDirectory(time), subtree);
  }

  /** Adds a symbolic link. */
  public TreeWriter link(String name, FileTraits traits, String target) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(512);
    try {
      TreeFormat.writeLink(json, name, traits, target);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return add(name, json);
  }

  /** Adds a directory with rights and a time of its own. */
  public TreeWriter directory(String name, FileTraits traits, BlobId subtree) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(512);
    try {
      TreeFormat.writeDirectory(json, name, traits, subtree);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return add(name, json);
  }

  private TreeWriter add(String name, ByteArrayOutputStream json) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a name of a file: \"" + name + "\"");
    }
    if (nodes.put(name.getBytes(StandardCharsets.UTF_8), json.toByteArray()) != null) {
      throw new IllegalArgumentException("the directory has two files named " + name);
    }
    return this;
  }

  /** Saves the directory and returns its id. */
  public BlobId save(Upload upload) {
    byte[] json = toJson();
    return upload.save(BlobType.TREE, json, 0, json.length);
  }

  private byte[] toJson() {
    int length = BEGIN.length + END.length + Math.max(0, nodes.size() - 1);
    for (byte[] node : nodes.values()) {
      length += node.length;
    }
    byte[] json = Arrays.copyOf(BEGIN, length);
    int at = BEGIN.length;
    for (byte[] node : nodes.values()) {
      if (at > BEGIN.length) {
        json[at++] = ',';
      }
      System.arraycopy(node, 0, json, at, node.length);
      at += node.length;
    }
    System.arraycopy(END, 0, json, at, END.length);
    return json;
  }
}
