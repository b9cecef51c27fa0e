package dev.belay.files;

import dev.belay.model.BlobId;
import dev.belay.repository.BlobReader;
import dev.belay.snapshot.StoredTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written beside its place.
 *
 * @param wanted what it is to be
 * @param staged where it is written
 * @param replaced what it will take the place of, if anything is there
 */
record StagedFile(FileState wanted, Path staged, @Nullable Path replaced) {

  /** Writes it; durable but for its name, and read back, when this returns. */
  void write(BlobReader blobs) throws IOException {
    if (wanted.kind() == FileState.Kind.LINK) {
      Files.createSymbolicLink(staged, Path.of(wanted.target()));
      Ownership.like(staged, replaced);
      return;
    }
    // Nobody else reads it before it has its owner and rights.
    Files.createFile(
        staged, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    List<Integer> lengths = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      for (String id : wanted.content()) {
        byte[] piece = blobs.load(BlobId.parse(id));
        out.write(piece);
        lengths.add(piece.length);
      }
      Ownership.like(staged, replaced);
      StoredTree.traits(wanted.traits(), staged);
      channel.force(true);
    }
    readBack(lengths);
  }

  private void readBack(List<Integer> lengths) throws IOException {
    try (InputStream in = Files.newInputStream(staged, LinkOption.NOFOLLOW_LINKS)) {
      for (int i = 0; i < lengths.size(); i++) {
        byte[] piece = in.readNBytes(lengths.get(i));
        if (!BlobId.sha256(piece, 0, piece.length).toString().equals(wanted.content().get(i))) {
          throw new IOException(staged + " does not read back as it was written");
        }
      }
      if (in.read() >= 0) {
        throw new IOException(staged + " is longer than it was written");
      }
    }
  }
}
