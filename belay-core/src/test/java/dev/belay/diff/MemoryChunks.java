package dev.belay.diff;

import dev.belay.model.BlobId;
import dev.belay.rows.Chunk;
import dev.belay.rows.TableDigest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Rows in memory as small chunks. Counts the chunks that were opened. */
public final class MemoryChunks implements ChunkedRows {
  private final List<byte[]> chunks = new ArrayList<>();
  private final String salt;
  private int at = -1;
  private int opened;

  /**
   * @param boundaryAfter which rows end a chunk
   * @param salt chunks of another salt never have the same id
   */
  public MemoryChunks(List<byte[]> rows, Predicate<byte[]> boundaryAfter, String salt) {
    this.salt = salt;
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    for (byte[] row : rows) {
      chunk.writeBytes(row);
      if (boundaryAfter.test(row)) {
        chunks.add(chunk.toByteArray());
        chunk.reset();
      }
    }
    if (chunk.size() > 0) {
      chunks.add(chunk.toByteArray());
    }
  }

  @Override
  public boolean next() {
    return ++at < chunks.size();
  }

  @Override
  public List<BlobId> ids() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt.getBytes(StandardCharsets.UTF_8));
      return List.of(BlobId.of(sha.digest(chunks.get(at))));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Chunk open() {
    opened++;
    byte[] chunk = chunks.get(at);
    return new Chunk(chunk, chunk.length, TableDigest.EMPTY);
  }

  /** How often a chunk was opened. */
  public int opened() {
    return opened;
  }

  /** How many chunks there are. */
  public int size() {
    return chunks.size();
  }

  @Override
  public void close() {}
}
