package dev.belay.engine.sqlite;

import dev.belay.engine.Address;
import dev.belay.engine.Change;
import dev.belay.engine.FileDatabase;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Scratch;
import dev.belay.engine.Watch;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One SQLite file. */
final class SqliteDatabase implements FileDatabase {
  private final Address address;
  private final SqliteFile file;

  SqliteDatabase(Address address, SqliteFile file) {
    this.address = address;
    this.file = file;
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public boolean exists() {
    return file.exists();
  }

  @Override
  public LiveDataset read(ReadOptions options) throws IOException {
    return Moment.now(file, options);
  }

  @Override
  public Change change(ReadOptions options) throws IOException {
    return new SqliteChange(file, options);
  }

  @Override
  public Scratch scratch(ReadOptions options) throws IOException {
    return SqliteScratch.open(file, options);
  }

  @Override
  public Watch watch(ReadOptions options) {
    return new SqliteWatch(file, options);
  }

  @Override
  public void requirePlace() {
    NewFile.place(file);
  }

  @Override
  public Change create(ReadOptions options, Catalog catalog, String before) throws IOException {
    return SqliteCreation.begin(file, catalog, before);
  }

  @Override
  public List<Damage> check(ReadOptions options) throws IOException {
    ReadOptions one = new ReadOptions(options.patience(), 1);
    try (Moment moment = Moment.now(file, one)) {
      return moment.check();
    }
  }

  @Override
  public Outcome outcome(String commitMark) throws IOException {
    return SqlWork.run(
        new Failures(file),
        "asking for the outcome of a run",
        () -> CommitMark.outcome(commitMark, file, ReadOptions.DEFAULT.patience()));
  }

  @Override
  public boolean enforcesReferences() {
    return false;
  }

  @Override
  public Path file() {
    return file.path();
  }

  @Override
  public List<Path> family() {
    return Stream.of("-journal", "-wal", "-shm", "")
        .map(suffix -> file.path().resolveSibling(file.path().getFileName() + suffix))
        .toList();
  }

  @Override
  public void requireUnused() throws IOException {
    String holders = LockHolders.describe(file.path());
    if (!holders.isEmpty()) {
      throw new BelayException(
          ErrorCode.BUSY,
          file.display() + " can only be replaced while nobody uses it" + holders,
          "stop the application, then try again");
    }
  }

  @Override
  public FileDatabase at(Path other) {
    Address there =
        new Address(
            address.engine(),
            other.toString(),
            address.name(),
            Map.of(SqliteEngine.PATH, other.toString()));
    return new SqliteDatabase(there, new SqliteFile(other, other.toString()));
  }
}
