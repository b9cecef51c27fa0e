package dev.belay.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.security.SecureRandom;

/**
 * A file that is there to be given up. On a full disk no lock could be written, and so nothing be
 * removed either; with the room of this file a prune can begin, and what it frees makes room for
 * the next one. What it holds is noise, which no file system stores in less. Whatever fails about
 * it fails nothing else. Thread-safe.
 */
public final class Spare {
  /** Its name, among files that are being written. */
  public static final String NAME = "spare";

  private static final int SIZE = 1 << 20;

  /** No disk is filled by it. */
  private static final long WANTED = 4L * SIZE;

  /** Where it lies. */
  public interface Place {
    /** Whether it is there. */
    boolean isThere() throws IOException;

    /** Whether there is a place for it, of which one can know how full it is. */
    boolean isKnown() throws IOException;

    /** How many bytes may still be written there. */
    long usable() throws IOException;

    /** Writes it; {@link FileAlreadyExistsException} where it is there. */
    void write(byte[] noise) throws IOException;

    /** Removes it; where it is not there, that is no error. */
    void remove() throws IOException;
  }

  private final Place place;

  /** A spare file at this place. Touches nothing. */
  public Spare(Place place) {
    this.place = place;
  }

  /** Makes it, where it is not there and there is room. */
  public void provide() {
    try {
      if (place.isThere() || !place.isKnown() || place.usable() < WANTED) {
        return;
      }
    } catch (IOException e) {
      return; // whoever has asked for a lock wants something else
    }
    byte[] noise = new byte[SIZE];
    new SecureRandom().nextBytes(noise);
    try {
      place.write(noise);
    } catch (FileAlreadyExistsException e) {
      // Another process was quicker.
    } catch (IOException e) {
      remove();
    }
  }

  /** Makes a little room, where there is next to none. */
  public void giveUpIfFull() {
    try {
      if (place.isThere() && place.isKnown() && place.usable() < WANTED) {
        place.remove();
      }
    } catch (IOException e) {
      // Then there is no more room than there was.
    }
  }

  /** Takes it away for good. */
  public void remove() {
    try {
      place.remove();
    } catch (IOException e) {
      // It stays as it is.
    }
  }
}
