package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.crypto.SealingKey;
import dev.belay.model.BlobId;
import dev.belay.repository.PackSurvey.Fate;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.util.Collection;

/**
 * Writes what is needed of packs anew, in packs and an index of their own. Only adds, so it harms
 * nobody and may end at any moment. Each blob is opened and compared with its id on the way.
 */
final class Repacker {
  private final SealedFiles files;
  private final SealingKey key;
  private final BlobCodec codec;
  private final RepositoryEnvironment environment;
  private final PruneListener listener;

  Repacker(
      SealedFiles files,
      SealingKey key,
      BlobCodec codec,
      RepositoryEnvironment environment,
      PruneListener listener) {
    this.files = files;
    this.key = key;
    this.codec = codec;
    this.environment = environment;
    this.listener = listener;
  }

  /**
   * Copies the used blobs of all packs whose fate it is.
   *
   * @param indexFiles which name these packs
   * @return how many bytes were written
   */
  long repack(Collection<String> indexFiles, PackSurvey survey, BlobIndex index, BlobTable used)
      throws IOException {
    PlainBuffers buffers = new PlainBuffers();
    try (PackPipeline pipeline = new PackPipeline(files, key, environment.random(), codec, index);
        BlobTable copied = new BlobTable(environment.temporary())) {
      for (String name : indexFiles) {
        try (JsonParser parser = files.parse(FileKind.INDEX, name)) {
          IndexFormat.read(
              parser,
              (pack, contents) -> {
                int slot = survey.slot(pack);
                if (slot == PackSurvey.NONE || survey.fate(slot) != Fate.REPACK) {
                  return;
                }
                EntryList blobs = contents.sortedByOffset();
                for (int i = 0; i < blobs.size(); i++) {
                  if (used.contains(blobs.id(i), blobs.type(i))
                      && liesIn(pack, index, blobs, i)
                      && copied.add(blobs.id(i), blobs.type(i))) {
                    listener.step();
                    copy(pack, blobs, i, pipeline, buffers);
                  }
                }
              });
        }
      }
      pipeline.flush();
      return pipeline.bytesStored();
    }
  }

  /** A blob that is also in a pack that stays is not copied. */
  private static boolean liesIn(BlobId pack, BlobIndex index, EntryList blobs, int i) {
    return index.find(blobs.id(i), blobs.type(i)).map(at -> at.pack().equals(pack)).orElse(false);
  }

  private void copy(
      BlobId pack, EntryList blobs, int i, PackPipeline pipeline, PlainBuffers buffers)
      throws IOException {
    pipeline.throwFailure();
    byte[] sealed = new byte[blobs.length(i)];
    byte[] plain;
    try {
      files
          .store()
          .readRange(FileKind.PACK, pack.toString(), blobs.offset(i), sealed, 0, sealed.length);
      plain = codec.open(sealed, 0, sealed.length, blobs.plainLength(i));
    } catch (IOException e) {
      throw Failures.damaged(
          "pack " + pack + " can't be written anew, nothing was removed: " + e.getMessage(), e);
    }
    if (!BlobCodec.fits(blobs.id(i), plain)) {
      throw Failures.damaged(
          "blob "
              + blobs.id(i)
              + " in pack "
              + pack
              + " is damaged, nothing was removed: its SHA-256 is not its id");
    }
    try {
      PlainBuffers.Copy copy = buffers.copy(plain, 0, plain.length);
      pipeline.submit(blobs.type(i), blobs.id(i), copy.bytes(), () -> buffers.giveBack(copy));
    } catch (InterruptedException e) {
      throw Failures.interrupted("writing packs anew", e);
    }
  }
}
