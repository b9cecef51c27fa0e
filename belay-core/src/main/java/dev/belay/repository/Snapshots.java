package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The snapshots of a repository. Reads no index, so listing stays quick. Thread-safe. */
public final class Snapshots {
  private static final Comparator<SnapshotId> BY_NAME = Comparator.comparing(SnapshotId::value);

  /** No more are remembered, so that memory does not grow with a repository. */
  private static final int REMEMBERED = 2_000;

  private final SealedFiles files;
  private final Optional<Map<SnapshotId, SnapshotRecord>> known;

  Snapshots(SealedFiles files) {
    this(files, Optional.empty());
  }

  private Snapshots(SealedFiles files, Optional<Map<SnapshotId, SnapshotRecord>> known) {
    this.files = files;
    this.known = known;
  }

  /** The same, which reads a file once: for one command that looks at them more than once. */
  public Snapshots remembering() {
    return new Snapshots(files, Optional.of(new ConcurrentHashMap<>()));
  }

  /** The ids of all snapshots, in no order. */
  public List<SnapshotId> ids() {
    List<SnapshotId> ids = new ArrayList<>();
    try {
      files.store().list(FileKind.SNAPSHOT, (name, size) -> ids.add(SnapshotId.parse(name)));
    } catch (IOException e) {
      throw Failures.storage("list the snapshots of " + files.store().location(), e);
    }
    return ids;
  }

  /**
   * Passes on every snapshot, in no order. One that is damaged ends it with DAMAGED; {@link #ids}
   * and {@link #get} are the way around it.
   */
  public void forEach(BiConsumer<SnapshotId, SnapshotRecord> action) {
    for (SnapshotId id : ids()) {
      action.accept(id, get(id));
    }
  }

  /** The same without those that are removed while this goes on. */
  void forEachThere(BiConsumer<SnapshotId, SnapshotRecord> action) {
    for (SnapshotId id : ids()) {
      find(id).ifPresent(record -> action.accept(id, record));
    }
  }

  /** The snapshot with this id, if it is there. */
  Optional<SnapshotRecord> find(SnapshotId id) {
    try {
      return Optional.of(get(id));
    } catch (BelayException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The snapshot with this id. */
  public SnapshotRecord get(SnapshotId id) {
    SnapshotRecord before = known.map(records -> records.get(id)).orElse(null);
    if (before != null) {
      return before;
    }
    SnapshotRecord record = read(id);
    if (known.isPresent() && known.get().size() < REMEMBERED) {
      known.get().put(id, record);
    }
    return record;
  }

  private SnapshotRecord read(SnapshotId id) {
    try (JsonParser parser = files.parse(FileKind.SNAPSHOT, id.toString())) {
      return SnapshotFormat.read(parser);
    } catch (BelayException e) {
      throw e.getCause() instanceof NoSuchFileException ? notFound(id.toString()) : e;
    } catch (IOException e) {
      throw Failures.damaged(
          files.describe(FileKind.SNAPSHOT, id.toString()) + " can't be read: " + e.getMessage(),
          e);
    }
  }

  /**
   * The one snapshot whose id begins with these hexadecimal digits.
   *
   * @throws BelayException NOT_FOUND where there is none, AMBIGUOUS where there are several
   */
  public SnapshotId find(String prefix) {
    List<SnapshotId> found =
        ids().stream().filter(id -> id.toString().startsWith(prefix)).sorted(BY_NAME).toList();
    if (prefix.isEmpty() || found.isEmpty()) {
      throw notFound(prefix);
    }
    if (found.size() > 1) {
      String some = String.join(", ", found.stream().limit(3).map(SnapshotId::toString).toList());
      throw new BelayException(
          ErrorCode.AMBIGUOUS,
          "\"" + prefix + "\" fits " + found.size() + " snapshots: " + some,
          "give more digits of the id");
    }
    return found.get(0);
  }

  /**
   * Removes a snapshot; what only it named is garbage from then on. One that is gone is no error.
   */
  public void delete(SnapshotId id) {
    try {
      files.store().delete(FileKind.SNAPSHOT, id.toString());
    } catch (IOException e) {
      throw Failures.storage("delete " + files.describe(FileKind.SNAPSHOT, id.toString()), e);
    }
  }

  /** Writes a snapshot, after all that it names is durable: the commit point. */
  SnapshotId write(SnapshotRecord snapshot) {
    try {
      return new SnapshotId(files.save(FileKind.SNAPSHOT, SnapshotFormat.write(snapshot)));
    } catch (IOException e) {
      throw Failures.storage("write a snapshot of " + files.store().location(), e);
    }
  }

  private BelayException notFound(String what) {
    return new BelayException(
        ErrorCode.NOT_FOUND,
        "there is no snapshot \"" + what + "\" in " + files.store().location(),
        "run: belay list");
  }
}
