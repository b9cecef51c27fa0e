package dev.belay.repository;

import dev.belay.crypto.KdfStrength;
import dev.belay.crypto.SealingKey;
import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An open repository in restic's format. Opening reads the keys and the config; the index is read
 * when a blob is first asked for. Thread-safe. Closing closes the store too, and wipes the key.
 */
public final class Repository implements AutoCloseable {
  private final Store store;
  private final RepositoryEnvironment environment;
  private final SealingKey key;
  private final String keyName;
  private final RepositoryConfig config;
  private final SealedFiles files;
  private final BlobCodec codec;
  private final BlobIndex index;
  private final PackReader reader;

  private Repository(Store store, RepositoryEnvironment environment, KeyRing.Opened opened) {
    this.store = store;
    this.environment = environment;
    this.key = opened.key();
    this.keyName = opened.name();
    this.files = new SealedFiles(store, key, environment.random());
    this.config = RepositoryConfig.load(files);
    store.holds(config.id());
    this.codec = new BlobCodec(key, environment.random());
    this.index = new BlobIndex(files, environment.temporary());
    this.reader = new PackReader(store, index, codec);
  }

  /** Whether there is a repository in the store. */
  public static boolean exists(Store store) {
    try {
      return store.exists(FileKind.CONFIG, FileKind.CONFIG_NAME);
    } catch (IOException e) {
      throw Failures.storage("look for a repository in " + store.location(), e);
    }
  }

  /** DAMAGED where there is no repository in the store, but what one consists of. */
  public static void requireNoRemains(Store store) {
    try {
      RepositoryCreator.requireNoRemains(store);
    } catch (NoSuchFileException e) {
      // Not even a directory is there.
    } catch (IOException e) {
      throw Failures.storage("look for a repository in " + store.location(), e);
    }
  }

  /** Creates a repository that {@code password} opens; REFUSED where there is one. */
  public static Repository create(Store store, Secret password, KdfStrength strength) {
    return create(store, password, strength, RepositoryEnvironment.system());
  }

  /** Creates a repository that {@code password} opens; REFUSED where there is one. */
  public static Repository create(
      Store store, Secret password, KdfStrength strength, RepositoryEnvironment environment) {
    new RepositoryCreator(store, environment).create(password, strength);
    return open(store, password, environment);
  }

  /**
   * Opens a repository, which takes over the store; if it can't be opened, the store stays open.
   *
   * @throws BelayException NOT_FOUND where there is none, WRONG_KEY where the password opens none
   *     of its keys, DAMAGED where its keys or config are
   */
  public static Repository open(Store store, Secret password) {
    return open(store, password, RepositoryEnvironment.system());
  }

  /** Opens a repository; see {@link #open(Store, Secret)}. */
  public static Repository open(Store store, Secret password, RepositoryEnvironment environment) {
    return open(store, password, "the password", environment);
  }

  /**
   * Opens a repository; see {@link #open(Store, Secret)}.
   *
   * @param called what a message calls the password, as "the password from BELAY_PASSWORD"
   */
  public static Repository open(
      Store store, Secret password, String called, RepositoryEnvironment environment) {
    if (!exists(store)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no repository in " + store.location(),
          "a first backup makes one; if it should be there, check the path");
    }
    KeyRing.Opened opened =
        new KeyRing(store).open(password, called, key -> opensConfig(store, key, environment));
    try {
      return new Repository(store, environment, opened);
    } catch (RuntimeException | Error e) {
      opened.key().close();
      throw e;
    }
  }

  private static boolean opensConfig(
      Store store, SealingKey key, RepositoryEnvironment environment) {
    try {
      RepositoryConfig.load(new SealedFiles(store, key, environment.random()));
      return true;
    } catch (BelayException e) {
      // What is wrong with it is told when it is opened in earnest.
      return false;
    }
  }

  /** The repository's random id, which outlives being moved. */
  public String id() {
    return config.id();
  }

  /** Where it is, as a person would name it. */
  public String location() {
    return store.location();
  }

  /** This machine, as locks and snapshots name it. */
  public String hostname() {
    return environment.hostname();
  }

  /** Where a snapshot that is written now comes from. */
  public SnapshotRecord.Origin origin(String username) {
    return new SnapshotRecord.Origin(environment.hostname(), username, 0, 0);
  }

  /** Who can open it, oldest first; see {@link #damagedKeys} for key files that nobody can use. */
  public List<RepositoryKeyInfo> keys() {
    return new KeyRing(store).list(keyName);
  }

  /** The names of key files that are damaged. */
  public List<String> damagedKeys() {
    return new KeyRing(store.direct()).damaged();
  }

  /** The one key whose id begins with these digits, damaged or not; NOT_FOUND, AMBIGUOUS. */
  public String findKey(String prefix) {
    return new KeyRing(store).find(prefix);
  }

  /** Lets another password open it. No data is written again: only a key file is added. */
  public RepositoryKeyInfo addKey(Secret password, KdfStrength strength) {
    KeyRing ring = new KeyRing(store);
    try (Lock lock = lock(LockMode.SHARED)) {
      String name = ring.add(key, password, strength, environment).name();
      ring.requireWhole(name);
      lock.requireHeld();
      return keys().stream().filter(k -> k.id().equals(name)).findFirst().orElseThrow();
    } catch (IOException e) {
      throw Failures.storage("add a key to " + store.location(), e);
    }
  }

  /**
   * Removes a key, so that its password opens the repository no longer; who knows the key itself
   * reads on. REFUSED unless {@code remaining}, another one, is there and whole.
   */
  public void removeKey(String id, String remaining) {
    if (id.equals(remaining)) {
      throw new IllegalArgumentException("what is removed does not remain");
    }
    // In this mode two can't take away each other's remaining key, and backups go on.
    try (Lock lock = lock(LockMode.PRUNING)) {
      lock.requireHeld();
      new KeyRing(store).remove(id, remaining);
    } catch (IOException e) {
      throw Failures.storage("remove key " + id + " of " + store.location(), e);
    }
  }

  /** Its snapshots. */
  public Snapshots snapshots() {
    return new Snapshots(files);
  }

  /** Belay's records of runs. */
  public RunFiles runs() {
    return new RunFiles(files);
  }

  /** What was said of its snapshots after they were taken. */
  public Notes notes() {
    return new Notes(files);
  }

  /** Its removed snapshots that can still come back. */
  public Trash trash() {
    return new Trash(files, environment.clock());
  }

  /**
   * Puts a removed snapshot back, under the id that it had; DAMAGED where something that it needs
   * is gone, which restic's prune does not keep.
   */
  public void restore(Trash.Entry removed) {
    try (Upload upload = upload();
        BlobTable used = new BlobTable(environment.temporary())) {
      new Reachable(reader, used, (type, id) -> reader.plainLength(type, id) >= 0)
          .walk(trash().get(removed).tree());
      upload.requireLock();
      trash().restore(removed);
    } catch (IOException e) {
      throw Failures.storage("put back snapshot " + removed.id(), e);
    }
  }

  /**
   * Removes what no snapshot needs, neither a living nor a removed one. Can be killed at any
   * moment. Belay's own backups, restores and checks may go on meanwhile; restic may not.
   */
  public PruneReport prune(PruneOptions options, PruneListener listener) {
    LockMode mode = options.dryRun() ? LockMode.READING : LockMode.PRUNING;
    if (!options.dryRun()) {
      store.makeRoom();
      files.requireRemovable(FileKind.INDEX, FileKind.PACK);
    }
    try (Lock lock = lock(mode);
        Pruner pruner = new Pruner(files, key, codec, environment, listener)) {
      return pruner.prune(options, lock);
    } catch (IOException e) {
      throw Failures.storage("prune the repository " + store.location(), e);
    }
  }

  /** Its blobs. */
  public BlobReader blobs() {
    return reader;
  }

  /** Where tables that are too large for the heap may lie. */
  Path temporary() {
    return environment.temporary();
  }

  BlobIndex index() {
    return index;
  }

  /** Locks the repository; BUSY, naming the holder, if others are in the way for too long. */
  public Lock lock(LockMode mode) {
    return new Locks(files, environment).acquire(mode, environment.lockWait());
  }

  /** The same for who is about to remove snapshots, for which a full disk may have to do. */
  public Lock lockToRemove() {
    store.makeRoom();
    files.requireRemovable(FileKind.SNAPSHOT);
    return lock(LockMode.SHARED);
  }

  /** Begins to add blobs and snapshots, under a shared lock. */
  public Upload upload() {
    Lock lock = lock(LockMode.SHARED);
    try {
      // In this order: a prune takes its marks away only after the index has changed.
      index.avoid(new PruneMarks(files).packs());
      index.refresh();
    } catch (IOException e) {
      try (lock) {
        throw Failures.storage("use the temporary file of the blob index", e);
      }
    } catch (RuntimeException | Error e) {
      try (lock) {
        throw e;
      }
    }
    PackPipeline pipeline = new PackPipeline(files, key, environment.random(), codec, index);
    BlobTable queued = new BlobTable(environment.temporary());
    return new Upload(lock, index, snapshots(), pipeline, queued);
  }

  /**
   * Checks, beside all others who only add or prune, that index, packs, snapshots and trees fit
   * together; with {@code readData} also every byte of every pack. What is wrong is in the report
   * and goes to the listener; an exception means that the check itself could not be done. Who may
   * write nothing there, not even a lock, checks without one.
   */
  public CheckReport check(boolean readData, CheckListener listener) {
    Optional<Lock> lock = lockIfAllowed(LockMode.READING);
    try (Checker checker = checker(listener)) {
      CheckReport report = checker.check(readData);
      lock.ifPresent(Lock::requireHeld);
      return lock.isPresent() ? report : report.unlocked();
    } catch (IOException e) {
      throw Failures.storage("check the repository " + store.location(), e);
    } finally {
      lock.ifPresent(Lock::close);
    }
  }

  private Optional<Lock> lockIfAllowed(LockMode mode) {
    try {
      return Optional.of(lock(mode));
    } catch (BelayException e) {
      if (!Failures.isRefusal(e.getCause())) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** What is checked is what lies there, not what this machine remembers of it. */
  private Checker checker(CheckListener listener) {
    SealedFiles there = new SealedFiles(store.direct(), key, environment.random());
    return new Checker(there, key, codec, environment.temporary(), listener);
  }

  @Override
  public void close() {
    try (store;
        key;
        codec;
        index) {
      // Closed in reverse order, whatever fails.
    } catch (IOException e) {
      throw Failures.storage("close the repository " + store.location(), e);
    }
  }
}
