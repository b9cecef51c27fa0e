package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.repository.CheckListener.Step;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks a repository without trusting any of it: index files against packs first, then each
 * snapshot's trees against the index, so that what is damaged can be named by snapshot and path.
 * Backups and a prune may go on meanwhile: what is missing is looked for once more before it is
 * called so. Whatever grows with the repository lies in temporary tables.
 */
final class Checker implements AutoCloseable {
  private static final String DAMAGED = " is damaged: its password opens nothing";

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
    new KeyRing(files.store())
        .damaged()
        .forEach(name -> run.problem(files.describe(FileKind.KEY, name) + DAMAGED, "key " + name));
    checkSmall(FileKind.RUN, "run ");
    checkSmall(FileKind.NOTE, "note ");
    checkSmall(FileKind.TRASH, "removed snapshot ");
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
    Set<String> done = new HashSet<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      List<String> names = names(FileKind.INDEX);
      names.removeAll(done);
      for (String name : names) {
        done.add(name);
        try {
          index.load(name, (pack, blobs) -> checkPack(checker, name, pack, blobs, readData));
        } catch (BelayException e) {
          if (there(FileKind.INDEX, name)) {
            run.problem(String.valueOf(e.getMessage()), "index " + name);
          }
        }
        // A prune replaced it by others that are to be checked too.
        changed |= !there(FileKind.INDEX, name);
      }
    }
  }

  private boolean there(FileKind kind, String name) throws IOException {
    return files.store().exists(kind, name);
  }

  private void checkPack(
      PackChecker checker, String inIndex, BlobId pack, EntryList blobs, boolean readData)
      throws IOException {
    if (checked.contains(pack, BlobType.DATA)) {
      return; // another index names it too
    }
    byte[] entry = new byte[Entry.SIZE];
    try {
      long size =
          packs.find(pack, BlobType.DATA, entry)
              ? ((long) Entry.get(entry, Entry.OFFSET) << 31) | Entry.get(entry, Entry.LENGTH)
              : files.store().size(FileKind.PACK, pack.toString());
      checker.check(pack, size, blobs, readData);
    } catch (NoSuchFileException e) {
      if (!there(FileKind.INDEX, inIndex)) {
        return; // a prune removed both
      }
      checker.missing(pack, blobs);
    }
    checked.add(pack, BlobType.DATA);
    run.progress(Step.PACKS, checked.size(), Math.max(checked.size(), packs.size()));
  }

  private long checkSnapshots() throws IOException {
    BlobReader reader = new PackReader(files.store(), index, codec);
    TreeChecker trees = new TreeChecker(reader, run, damaged, sound, this::there);
    Snapshots snapshots = new Snapshots(files);
    List<SnapshotId> ids = snapshots.ids();
    long done = 0;
    for (SnapshotId id : ids) {
      try {
        trees.check(id, snapshots.get(id).tree());
      } catch (BelayException e) {
        if (there(id)) {
          run.problem(String.valueOf(e.getMessage()), "snapshot " + id);
        }
      }
      run.progress(Step.SNAPSHOTS, ++done, ids.size());
    }
    return ids.size();
  }

  private boolean there(SnapshotId id) {
    try {
      return there(FileKind.SNAPSHOT, id.toString());
    } catch (IOException e) {
      throw Failures.storage("look for " + files.describe(FileKind.SNAPSHOT, id.toString()), e);
    }
  }

  private void checkSmall(FileKind kind, String what) throws IOException {
    for (String name : names(kind)) {
      try {
        run.read(files.load(kind, name).length);
      } catch (BelayException e) {
        if (there(kind, name)) {
          run.problem(String.valueOf(e.getMessage()), what + name);
        }
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
