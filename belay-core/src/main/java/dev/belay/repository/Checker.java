package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.repository.CheckListener.Step;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks a repository without trusting any of it: index files against packs first, then each
 * snapshot's trees against the index, so that what is damaged can be named by snapshot and path.
 * Whatever grows with the repository lies in temporary tables.
 */
final class Checker implements AutoCloseable {
  private final SealedFiles files;
  private final SealingKey key;
  private final BlobCodec codec;
  private final CheckRun run;
  private final BlobIndex index;
  private final BlobTable packs;
  private final BlobTable checked;
  private final BlobTable damaged;
  private final BlobTable sound;

  Checker(
      SealedFiles files, SealingKey key, BlobCodec codec, Path temporary, CheckListener listener) {
    this.files = files;
    this.key = key;
    this.codec = codec;
    this.run = new CheckRun(listener);
    this.index = new BlobIndex(files, temporary);
    this.packs = new BlobTable(temporary);
    this.checked = new BlobTable(temporary);
    this.damaged = new BlobTable(temporary);
    this.sound = new BlobTable(temporary);
  }

  CheckReport check(boolean readData) throws IOException {
    listPacks();
    checkIndex(readData);
    long snapshots = checkSnapshots();
    checkRuns();
    return run.report(snapshots, checked.size());
  }

  private void listPacks() throws IOException {
    byte[] entry = new byte[Entry.SIZE];
    files
        .store()
        .list(
            FileKind.PACK,
            (name, size) -> {
              Entry.fill(
                  entry,
                  0,
                  BlobId.parse(name),
                  BlobType.DATA,
                  (int) (size >>> 31),
                  (int) (size & Integer.MAX_VALUE),
                  0);
              Entry.setPack(entry, 0, 0);
              packs.put(entry, 0);
            });
  }

  private void checkIndex(boolean readData) throws IOException {
    PackChecker checker = new PackChecker(files.store(), key, codec, run, damaged);
    for (String name : names(FileKind.INDEX)) {
      try {
        index.load(name, (pack, blobs) -> checkPack(checker, pack, blobs, readData));
      } catch (BelayException e) {
        run.problem(String.valueOf(e.getMessage()), "index " + name);
      }
    }
  }

  private void checkPack(PackChecker checker, BlobId pack, EntryList blobs, boolean readData)
      throws IOException {
    byte[] entry = new byte[Entry.SIZE];
    boolean there = packs.find(pack, BlobType.DATA, entry);
    long size = ((long) Entry.get(entry, Entry.OFFSET) << 31) | Entry.get(entry, Entry.LENGTH);
    Entry.setPack(entry, 0, 0);
    if (!checked.put(entry, 0)) {
      return; // another index names it too
    }
    if (there) {
      checker.check(pack, size, blobs, readData);
    } else {
      checker.missing(pack, blobs);
    }
    run.progress(Step.PACKS, checked.size(), Math.max(checked.size(), packs.size()));
  }

  private long checkSnapshots() throws IOException {
    BlobReader reader = new PackReader(files.store(), index, codec);
    TreeChecker trees = new TreeChecker(reader, run, damaged, sound);
    Snapshots snapshots = new Snapshots(files);
    List<SnapshotId> ids = snapshots.ids();
    long done = 0;
    for (SnapshotId id : ids) {
      try {
        trees.check(id, snapshots.get(id).tree());
      } catch (BelayException e) {
        run.problem(String.valueOf(e.getMessage()), "snapshot " + id);
      }
      run.progress(Step.SNAPSHOTS, ++done, ids.size());
    }
    return ids.size();
  }

  private void checkRuns() throws IOException {
    for (String name : names(FileKind.RUN)) {
      try {
        run.read(files.load(FileKind.RUN, name).length);
      } catch (BelayException e) {
        run.problem(String.valueOf(e.getMessage()), "run " + name);
      }
    }
  }

  private List<String> names(FileKind kind) throws IOException {
    List<String> names = new ArrayList<>();
    files.store().list(kind, (name, size) -> names.add(name));
    return names;
  }

  @Override
  public void close() throws IOException {
    try (index;
        packs;
        checked;
        damaged;
        sound) {
      // Closed in reverse order, whatever fails.
    }
  }
}
