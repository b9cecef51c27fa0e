package dev.belay.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be read from the beginning as often as it takes. */
public interface Content {
  /** How many there are. */
  long length();

  /** A stream of all of them. */
  InputStream open() throws IOException;

  /** The bytes of an array, which is not copied. */
  static Content of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  /** The first bytes of an array, which is not copied. */
  static Content of(byte[] bytes, int length) {
    return new Content() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes, 0, length);
      }
    };
  }
}
