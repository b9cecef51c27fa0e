package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.crypto.SealingKey;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.repository.PackSurvey.Fate;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Writes what is needed of packs anew, in packs and an index of their own. Only adds, so it harms
 * nobody and may end at any moment. Each blob is opened and compared with its id on the way.
 */
final class Repacker {
  /** What lies between two blobs is cheaper to read than to ask again for. */
  private static final int GAP = 128 << 10;

  private static final int LONGEST_RUN = 4 << 20;
  private static final int LONGEST_BLOB = Upload.MAX_BLOB + (1 << 20);

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
  long repack(Collection<String> indexFiles, PackSurvey survey, BlobIndex index, NeededBlobs needed)
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
                Run run = new Run();
                for (int i = 0; i < blobs.size(); i++) {
                  if (needed.contains(blobs.id(i), blobs.type(i))
                      && liesIn(pack, index, blobs, i)
                      && copied.add(blobs.id(i), blobs.type(i))) {
                    listener.step();
                    requireSane(pack, blobs, i);
                    if (!run.takes(blobs, i)) {
                      copy(pack, blobs, run, pipeline, buffers);
                      run = new Run();
                    }
                    run.add(blobs, i);
                  }
                }
                copy(pack, blobs, run, pipeline, buffers);
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

  private static void requireSane(BlobId pack, EntryList blobs, int i) {
    if (blobs.length(i) < SealingKey.OVERHEAD || blobs.length(i) > LONGEST_BLOB) {
      throw Failures.damaged(
          "the index gives blob %s in pack %s a length that can't be; nothing was removed"
              .formatted(blobs.id(i), pack));
    }
  }

  /** Blobs of a pack, by their places in its list, that are read in one request. */
  private static final class Run {
    private final List<Integer> blobs = new ArrayList<>();
    private long from;
    private long to;

    boolean takes(EntryList all, int i) {
      long end = all.offset(i) + (long) all.length(i);
      return blobs.isEmpty() || (all.offset(i) - to <= GAP && end - from <= LONGEST_RUN);
    }

    void add(EntryList all, int i) {
      if (blobs.isEmpty()) {
        from = all.offset(i);
      }
      blobs.add(i);
      to = Math.max(to, all.offset(i) + (long) all.length(i));
    }
  }

  private void copy(
      BlobId pack, EntryList blobs, Run run, PackPipeline pipeline, PlainBuffers buffers)
      throws IOException {
    if (run.blobs.isEmpty()) {
      return;
    }
    byte[] sealed = new byte[(int) (run.to - run.from)];
    try {
      files.store().readRange(FileKind.PACK, pack.toString(), run.from, sealed, 0, sealed.length);
    } catch (IOException e) {
      throw damaged(pack, e);
    }
    for (int i : run.blobs) {
      copy(pack, blobs, i, sealed, (int) (blobs.offset(i) - run.from), pipeline, buffers);
    }
  }

  private static BelayException damaged(BlobId pack, IOException e) {
    return Failures.damaged(
        "pack " + pack + " can't be written anew, nothing was removed: " + e.getMessage(), e);
  }

  private void copy(
      BlobId pack,
      EntryList blobs,
      int i,
      byte[] sealed,
      int offset,
      PackPipeline pipeline,
      PlainBuffers buffers)
      throws IOException {
    pipeline.throwFailure();
    byte[] plain;
    try {
      plain = codec.open(sealed, offset, blobs.length(i), blobs.plainLength(i));
    } catch (IOException e) {
      throw damaged(pack, e);
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
