package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.model.Progress;
import dev.belay.repository.FileTraits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Cuts files into the pieces that a snapshot stores, always in the same places. For one thread. */
public final class FilePieces {
  /** Equal pieces of files are stored once; a changed byte costs one piece. */
  private static final int PIECE = 1 << 20;

  /** A larger file is cut into larger pieces, so that its list of pieces stays short. */
  private static final long LARGE = 16L << 30;

  private static final int LARGE_PIECE = 8 << 20;

  private final Progress progress;
  private byte[] piece = new byte[PIECE];

  public FilePieces(Progress progress) {
    this.progress = progress;
  }

  /** Takes a piece and names it. */
  public interface Sink {
    BlobId piece(byte[] bytes, int length);
  }

  /**
   * A file that was read.
   *
   * @param content the names of its pieces
   * @param size their bytes
   */
  public record Content(List<BlobId> content, long size) {}

  /** Reads a file, which is no link, as it is. */
  public Content read(Path file, PosixFileAttributes attributes, Sink sink) throws IOException {
    int most = attributes.size() > LARGE ? LARGE_PIECE : PIECE;
    if (piece.length < most) {
      piece = new byte[most];
    }
    List<BlobId> content = new ArrayList<>();
    long size = 0;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int n = in.readNBytes(piece, 0, most); n > 0; n = in.readNBytes(piece, 0, most)) {
        content.add(sink.piece(piece, n));
        size += n;
        progress.stopIfCancelled();
      }
    }
    return new Content(content, size);
  }

  /** Of a file, or of a link itself. */
  public static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  public static FileTraits traits(PosixFileAttributes attributes) {
    // Nine letters in the order of the bits, the owner's right to read first; a dash where one
    // lacks.
    String rights = PosixFilePermissions.toString(attributes.permissions());
    int mode = 0;
    for (int i = 0; i < rights.length(); i++) {
      mode |= rights.charAt(i) == '-' ? 0 : 0400 >> i;
    }
    return new FileTraits(mode, attributes.lastModifiedTime().toInstant());
  }
}
