package dev.belay.repository;

import dev.belay.model.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a pack: for each blob its kind, its sealed length, its plain length where it is
 * compressed, and its id; offsets follow from the lengths.
 */
final class PackHeader {
  private static final int DATA = 0;
  private static final int TREE = 1;
  private static final int COMPRESSED = 2;

  private static final int PLAIN_ENTRY = 1 + 4 + BlobId.LENGTH;
  private static final int COMPRESSED_ENTRY = PLAIN_ENTRY + 4;

  private PackHeader() {}

  static byte[] write(EntryList blobs) {
    ByteBuffer out =
        ByteBuffer.allocate(blobs.size() * COMPRESSED_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < blobs.size(); i++) {
      int type = blobs.type(i) == BlobType.TREE ? TREE : DATA;
      if (blobs.plainLength(i) > 0) {
        out.put((byte) (type | COMPRESSED)).putInt(blobs.length(i)).putInt(blobs.plainLength(i));
      } else {
        out.put((byte) type).putInt(blobs.length(i));
      }
      out.put(blobs.id(i).bytes());
    }
    byte[] header = new byte[out.position()];
    out.flip().get(header);
    return header;
  }

  /** The blobs that a header names. */
  static EntryList read(byte[] header) throws IOException {
    EntryList blobs = new EntryList();
    ByteBuffer in = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int offset = 0;
    while (in.hasRemaining()) {
      int kind = in.get();
      boolean compressed = (kind & COMPRESSED) != 0;
      int rest = (compressed ? COMPRESSED_ENTRY : PLAIN_ENTRY) - 1;
      if (kind < 0 || kind > (TREE | COMPRESSED) || in.remaining() < rest) {
        throw new IOException("its header has an entry that can't be");
      }
      int length = in.getInt();
      int plainLength = compressed ? in.getInt() : 0;
      byte[] id = new byte[BlobId.LENGTH];
      in.get(id);
      BlobType type = (kind & TREE) != 0 ? BlobType.TREE : BlobType.DATA;
      blobs.add(BlobId.of(id), type, offset, length, plainLength);
      offset += length;
    }
    return blobs;
  }
}
