package dev.belay.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A listing kept for a moment, in 40 bytes a file: 3 MB for the packs of a terabyte. */
final class FileList {
  private static final int ID_BYTES = 32;

  private record Named(String name, long size) {}

  private byte[] ids = new byte[64 * ID_BYTES];
  private long[] sizes = new long[64];
  private int count;
  private final List<Named> others = new ArrayList<>();

  void add(String name, long size) {
    if (name.length() != 2 * ID_BYTES || !name.chars().allMatch(HexFormat::isHexDigit)) {
      others.add(new Named(name, size));
      return;
    }
    if (count == sizes.length) {
      ids = Arrays.copyOf(ids, 2 * ids.length);
      sizes = Arrays.copyOf(sizes, 2 * sizes.length);
    }
    byte[] id = HexFormat.of().parseHex(name);
    System.arraycopy(id, 0, ids, count * ID_BYTES, ID_BYTES);
    sizes[count++] = size;
  }

  void forEach(Store.Listing listing) throws IOException {
    for (int i = 0; i < count; i++) {
      String name = HexFormat.of().formatHex(ids, i * ID_BYTES, (i + 1) * ID_BYTES);
      listing.file(name, sizes[i]);
    }
    for (Named other : others) {
      listing.file(other.name(), other.size());
    }
  }
}
